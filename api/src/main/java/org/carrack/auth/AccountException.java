package org.carrack.auth;

/** An account, token or session that is not there, or cannot be as it is wanted. The message is one sentence a person can act on. */
public final class AccountException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** There is none of that name. */
        NOT_FOUND,
        /** It cannot be as it is wanted, and nothing was done. */
        REFUSED,
        /** The database failed, and nothing was done. */
        FAILED
    }

    private final Kind kind;

    public AccountException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public AccountException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** The sentence. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public Kind kind() {
        return kind;
    }
}
