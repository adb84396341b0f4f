package org.carrack.manage;

/** A request that the package manager refused or failed to execute. The message is one sentence with the remedy. */
public final class PackageException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** There is no package of that name. */
        NOT_FOUND,
        /** The request or the package is at fault; nothing was changed, or the change was rolled back. */
        REFUSED,
        /** The server failed, regardless of the package; the change was rolled back. */
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

    /** The message. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    public Kind kind() {
        return kind;
    }
}
