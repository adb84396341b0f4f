package org.carrack.manage;

/** A wish that the package manager refuses or could not carry out. The message is one sentence a person can act on. */
public final class PackageException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** There is no package of that name. */
        NOT_FOUND,
        /** The wish cannot be met, by what is asked for or by a fault of the package; nothing was done, or it is undone. */
        REFUSED,
        /** Something of the server failed on the way, whatever the package; what was done is undone. */
        FAILED
    }

    private final Kind kind;

    public PackageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public PackageException(Kind kind, String message, Throwable cause) {
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
