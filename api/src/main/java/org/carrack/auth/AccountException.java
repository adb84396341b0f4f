package org.carrack.auth;

/** An account, token or session that does not exist or cannot be changed as requested. The message is one sentence with the remedy. */
public final class AccountException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** It does not exist. */
        NOT_FOUND,
        /** The request is invalid; nothing was changed. */
        REFUSED,
        /** The database failed; nothing was changed. */
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

    /** The message. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public Kind kind() {
        return kind;
    }
}
