package org.carrack.runtime.gedis.internal;

/** What a client sent is no RESP, so where its next command begins is not known. */
final class ProtocolException extends Exception {

    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
