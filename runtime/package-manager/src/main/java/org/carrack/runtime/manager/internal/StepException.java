package org.carrack.runtime.manager.internal;

/** A step that failed; what it had done is undone. The message is one sentence. */
final class StepException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean mayChange;
    private final boolean isStopping;

    StepException(String message) {
        super(message);
        mayChange = false;
        isStopping = false;
    }

    StepException(String message, Throwable cause) {
        super(message, cause);
        mayChange = false;
        isStopping = false;
    }

    private StepException(String message, boolean isStopping) {
        super(message);
        this.mayChange = true;
        this.isStopping = isStopping;
    }

    /** Something that another package may bring is missing. */
    static StepException unresolved(String message) {
        return new StepException(message, false);
    }

    /** The server stops: the package is not to blame. */
    static StepException stopping(String message) {
        return new StepException(message, true);
    }

    /** Whether the server's stop is the reason, so that nothing is to be written down of the package. */
    boolean isStopping() {
        return isStopping;
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
