package org.carrack.runtime.chatflows.internal.flow;

/** A chatflow's class cannot be used, or a value of it cannot be stored. The message is one sentence for its author. */
public final class FlowException extends Exception {

    private static final long serialVersionUID = 1L;

    public FlowException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
