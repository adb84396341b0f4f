package org.carrack.spi.source;

/** A source that cannot be used. The message is one sentence with the remedy. */
public final class SourceProblem extends Exception {

    private static final long serialVersionUID = 1L;

    public SourceProblem(String message) {
        super(message);
    }

    public SourceProblem(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
