package org.carrack.runtime.http.internal.response;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;

/** A credential was shown, and the accounts that would tell whose it is cannot be read. */
public final class AuthenticationUnavailable extends HttpException.RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For strangers, too: nothing of the database is in it. */
    public static final String MESSAGE = "nobody can be authenticated now; the server's log says why";

    public AuthenticationUnavailable(Throwable cause) {
        super(HttpStatus.SERVICE_UNAVAILABLE_503, MESSAGE, cause);
    }
}
