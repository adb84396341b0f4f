package org.carrack.spi.search;

/** An index cannot be read or written: the disk is full, say. The sentence is for administrators. */
public final class SearchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SearchException(String message, Throwable cause) {
        super(message, cause);
    }
}
