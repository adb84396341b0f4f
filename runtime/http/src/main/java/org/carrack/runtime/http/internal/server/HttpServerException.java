package org.carrack.runtime.http.internal.server;

/** Jetty refused something. */
public final class HttpServerException extends Exception {

    private static final long serialVersionUID = 1L;

    public HttpServerException(String message) {
        super(message);
    }

    public HttpServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
