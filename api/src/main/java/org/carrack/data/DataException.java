package org.carrack.data;

/** A failed operation on records. Nothing was changed. The message is one sentence for people. */
public final class DataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The kind of failure. */
    public enum Kind {
        /** There is no such record, model or field. */
        NOT_FOUND,
        /** A value is invalid for its field. */
        INVALID,
        /** A unique value exists already, or another record refers to this one. */
        CONFLICT,
        /** Another caller has changed the record meanwhile. */
        STALE,
        /** The database failed. */
        FAILED
    }

    private final Kind kind;

    public DataException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public DataException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
