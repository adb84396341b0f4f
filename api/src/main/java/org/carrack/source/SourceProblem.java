package org.carrack.source;

/** A source that cannot be taken. The message is one sentence a person can act on. */
public final class SourceProblem extends Exception {

    private static final long serialVersionUID = 1L;

    public SourceProblem(String message) {
        super(message);
    }

    public SourceProblem(String message, Throwable cause) {
        super(message, cause);
    }

    /** The sentence. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
