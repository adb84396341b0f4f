package org.carrack.runtime.plugins.internal.template;

/** A value that an option cannot have. The message follows the option's name; it holds the value unless that is a secret. */
public final class ValueException extends Exception {

    private static final long serialVersionUID = 1L;

    public ValueException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
