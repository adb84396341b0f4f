package org.carrack.manage;

import org.carrack.failure.RequestException;

/** A request about a background service that is not carried out. */
public final class ServiceException extends RequestException {

    private static final long serialVersionUID = 1L;

    public ServiceException(Kind kind, String message) {
        super(kind, message);
    }

    public ServiceException(Kind kind, String message, Throwable cause) {
        super(kind, message, cause);
    }
}
