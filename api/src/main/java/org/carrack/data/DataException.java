package org.carrack.data;

/** Something that cannot be done with records. Nothing was changed. The message is one sentence for people. */
public final class DataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind. */
    public enum Kind {
        /** There is no such record, model or field. */
        NOT_FOUND,
        /** A value is none that its field takes. */
        INVALID,
        /** It must be unique, and there is one already; or something refers to it. */
        CONFLICT,
        /** Somebody else has changed the record meanwhile. */
        STALE,
        /** The database did not do it. */
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
