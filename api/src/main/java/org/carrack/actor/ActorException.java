package org.carrack.actor;

import org.carrack.failure.RequestException;

/**
 * An actor call that is answered with an error. Thrown by actors, and by the dispatcher for calls that reach none. The
 * message is for the caller.
 */
public final class ActorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The kind of error; each transport maps it to its own code. */
    public enum Kind {
        /** The arguments are invalid (HTTP 400). */
        BAD_REQUEST,
        /** The caller is not authenticated (HTTP 401). */
        UNAUTHENTICATED,
        /** The caller is not authorized (HTTP 403). */
        FORBIDDEN,
        /** There is no such package, actor, method or thing (HTTP 404). */
        NOT_FOUND,
        /** The method changes things, and the request may only read (HTTP 405). */
        UNSAFE,
        /** What is to be changed was changed by somebody else meanwhile (HTTP 409). */
        CONFLICT,
        /** The arguments are too large (HTTP 413). */
        TOO_LARGE,
        /** Too many calls of the package run already (HTTP 503). */
        BUSY,
        /** The method took too long (HTTP 504). */
        TIME_LIMIT,
        /** The actor failed (HTTP 500). */
        FAILED
    }

    private final Kind kind;

    public ActorException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public ActorException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** A service of the server did not carry out what the actor asked of it. */
    public static ActorException of(RequestException cause) {
        Kind kind = switch (cause.kind()) {
            case NOT_FOUND -> Kind.NOT_FOUND;
            case REFUSED -> Kind.BAD_REQUEST;
            case CONFLICT -> Kind.CONFLICT;
            case FAILED -> Kind.FAILED;
        };
        return new ActorException(kind, cause.getMessage(), cause);
    }

    /** The arguments are invalid. */
    public static ActorException badRequest(String message) {
        return new ActorException(Kind.BAD_REQUEST, message);
    }

    /** The requested thing does not exist. */
    public static ActorException notFound(String message) {
        return new ActorException(Kind.NOT_FOUND, message);
    }

    /** The caller is not authorized. */
    public static ActorException forbidden(String message) {
        return new ActorException(Kind.FORBIDDEN, message);
    }
}
