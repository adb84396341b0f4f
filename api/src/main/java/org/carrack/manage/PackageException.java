package org.carrack.manage;

import org.carrack.failure.RequestException;

/** A request that the package manager refused or failed to execute. */
public final class PackageException extends RequestException {

    private static final long serialVersionUID = 1L;

    public PackageException(Kind kind, String message) {
        super(kind, message);
    }

    public PackageException(Kind kind, String message, Throwable cause) {
        super(kind, message, cause);
    }
}
