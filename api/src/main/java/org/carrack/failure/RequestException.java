package org.carrack.failure;

/**
 * A request that a service of the server did not carry out. Thrown as the subclass of that service. The message is one sentence
 * for who made the request, with the remedy; {@code ActorException.of} makes of it what a caller of an actor gets.
 */
public abstract class RequestException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** What the request is about does not exist. */
        NOT_FOUND,
        /** The request, or what it brings, is at fault; nothing was changed, or the change was rolled back. */
        REFUSED,
        /** It was changed by somebody else since it was looked at; nothing was changed. */
        CONFLICT,
        /** The server failed, regardless of the request; nothing was changed, or the change was rolled back. */
        FAILED
    }

    private final Kind kind;

    protected RequestException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    protected RequestException(Kind kind, String message, Throwable cause) {
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
