package org.carrack.manage;

import org.carrack.failure.RequestException;

/** A request about the log that is not carried out. */
public final class LogException extends RequestException {

    private static final long serialVersionUID = 1L;

    public LogException(Kind kind, String message) {
        super(kind, message);
    }

    public LogException(Kind kind, String message, Throwable cause) {
        super(kind, message, cause);
    }
}
