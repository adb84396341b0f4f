package org.carrack.runtime.http.internal;

/** Jetty refused something. */
final class HttpException extends Exception {

    private static final long serialVersionUID = 1L;

    HttpException(String message, Throwable cause) {
        super(message, cause);
    }
}
