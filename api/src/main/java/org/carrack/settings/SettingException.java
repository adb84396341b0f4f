package org.carrack.settings;

import org.carrack.failure.RequestException;

/** A setting that does not exist or rejects a value. */
public final class SettingException extends RequestException {

    private static final long serialVersionUID = 1L;

    public SettingException(Kind kind, String message) {
        super(kind, message);
    }

    public SettingException(Kind kind, String message, Throwable cause) {
        super(kind, message, cause);
    }
}
