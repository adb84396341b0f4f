package org.carrack.manage;

import org.carrack.failure.RequestException;

/** A change of the configuration that is not made. */
public final class ConfigurationException extends RequestException {

    private static final long serialVersionUID = 1L;

    public ConfigurationException(Kind kind, String message) {
        super(kind, message);
    }

    public ConfigurationException(Kind kind, String message, Throwable cause) {
        super(kind, message, cause);
    }
}
