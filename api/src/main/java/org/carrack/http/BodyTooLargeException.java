package org.carrack.http;

/** A request body over the limit (HTTP 413). */
public final class BodyTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BodyTooLargeException(long limit) {
        super("the request body is larger than %,d bytes".formatted(limit));
    }
}
