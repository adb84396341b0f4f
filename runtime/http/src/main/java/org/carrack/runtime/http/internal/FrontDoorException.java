package org.carrack.runtime.http.internal;

/** Jetty refused something. */
public final class FrontDoorException extends Exception {

    private static final long serialVersionUID = 1L;

    FrontDoorException(String message) {
        super(message);
    }

    FrontDoorException(String message, Throwable cause) {
        super(message, cause);
    }
}
