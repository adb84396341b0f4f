package org.carrack.servercommands;

/** That words are no command, or not arguments that it takes. Nothing was done; the message says what to do. */
public final class UsageException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
