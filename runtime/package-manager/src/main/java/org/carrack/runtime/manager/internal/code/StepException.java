package org.carrack.runtime.manager.internal.code;

import org.jspecify.annotations.Nullable;

/** A step that failed; what it had done is undone. The message is one sentence. */
public final class StepException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Where the fault is. */
    private enum Fault {
        PACKAGE,
        MISSING,
        SERVER,
        STOPPING
    }

    private final Fault fault;

    /** Something is wrong with the package. */
    public StepException(String message) {
        super(message);
        fault = Fault.PACKAGE;
    }

    /** Something is wrong with the package. */
    public StepException(String message, Throwable cause) {
        super(message, cause);
        fault = Fault.PACKAGE;
    }

    private StepException(String message, @Nullable Throwable cause, Fault fault) {
        super(message, cause);
        this.fault = fault;
    }

    /** The same without a cause. */
    public static StepException ofServer(String message) {
        return ofServer(message, null);
    }

    /** The server, its disk or its framework failed, whatever the package. */
    public static StepException ofServer(String message, @Nullable Throwable cause) {
        return new StepException(message, cause, Fault.SERVER);
    }

    /** Something that another package may bring is missing. */
    public static StepException unresolved(String message) {
        return new StepException(message, null, Fault.MISSING);
    }

    /** The server stops: the package is not to blame. */
    public static StepException stopping(String message) {
        return new StepException(message, null, Fault.STOPPING);
    }

    /** Whether the server's stop is the reason, so that nothing is to be written down of the package. */
    public boolean isStopping() {
        return fault == Fault.STOPPING;
    }

    /** Whether the package is not to blame. */
    public boolean isOfServer() {
        return fault == Fault.SERVER || fault == Fault.STOPPING;
    }

    /** Whether another package's coming can change it. */
    public boolean mayChange() {
        return fault == Fault.MISSING || fault == Fault.STOPPING;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
