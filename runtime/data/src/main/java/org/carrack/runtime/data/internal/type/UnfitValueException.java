package org.carrack.runtime.data.internal.type;

/** A value, or a type, that cannot be taken. The message says why, to be put after what it is about. */
public final class UnfitValueException extends Exception {

    private static final long serialVersionUID = 1L;

    public UnfitValueException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
