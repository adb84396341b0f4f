package org.carrack.runtime.http.internal;

/** Jetty refused something. */
public final class HttpServerException extends Exception {

    private static final long serialVersionUID = 1L;

    HttpServerException(String message) {
        super(message);
    }

    HttpServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
