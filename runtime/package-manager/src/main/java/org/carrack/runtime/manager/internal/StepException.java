package org.carrack.runtime.manager.internal;

/** A step that failed; what it had done is undone. The message is one sentence. */
final class StepException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean mayChange;

    StepException(String message) {
        super(message);
        mayChange = false;
    }

    StepException(String message, Throwable cause) {
        super(message, cause);
        mayChange = false;
    }

    private StepException(String message, boolean mayChange) {
        super(message);
        this.mayChange = mayChange;
    }

    /** Something that another package may bring is missing. */
    static StepException unresolved(String message) {
        return new StepException(message, true);
    }

    /** Whether another package's coming can change it. */
    boolean mayChange() {
        return mayChange;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
