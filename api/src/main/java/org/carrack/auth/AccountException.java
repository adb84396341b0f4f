package org.carrack.auth;

import org.carrack.failure.RequestException;

/** An account, token or session that does not exist or cannot be changed as requested. */
public final class AccountException extends RequestException {

    private static final long serialVersionUID = 1L;

    public AccountException(Kind kind, String message) {
        super(kind, message);
    }

    public AccountException(Kind kind, String message, Throwable cause) {
        super(kind, message, cause);
    }
}
