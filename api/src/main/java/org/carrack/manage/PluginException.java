package org.carrack.manage;

import org.carrack.failure.RequestException;

/** A request about a plugin that is not carried out. */
public final class PluginException extends RequestException {

    private static final long serialVersionUID = 1L;

    public PluginException(Kind kind, String message) {
        super(kind, message);
    }

    public PluginException(Kind kind, String message, Throwable cause) {
        super(kind, message, cause);
    }
}
