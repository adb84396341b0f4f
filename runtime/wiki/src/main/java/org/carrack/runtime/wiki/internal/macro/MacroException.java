package org.carrack.runtime.wiki.internal.macro;

/** A macro cannot be shown. The sentence is for whoever writes the page. */
public final class MacroException extends Exception {

    private static final long serialVersionUID = 1L;

    public MacroException(String message) {
        super(message);
    }

    public MacroException(String message, Throwable cause) {
        super(message, cause);
    }
}
