package org.carrack.runtime.chatflows.internal.session;

import org.carrack.failure.RequestException;

/** A request about a conversation that is not carried out. */
public final class ChatException extends RequestException {

    private static final long serialVersionUID = 1L;

    public ChatException(Kind kind, String message) {
        super(kind, message);
    }

    public ChatException(Kind kind, String message, Throwable cause) {
        super(kind, message, cause);
    }
}
