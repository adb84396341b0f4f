package org.carrack.runtime.manager.internal.source;

import org.carrack.model.Problem;

/** Something that is no package. The message is one sentence. */
public final class SourceException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean maybeUnfinished;

    public SourceException(String message) {
        this(message, false);
    }

    public SourceException(String message, boolean maybeUnfinished) {
        super(Problem.shortened(message));
        this.maybeUnfinished = maybeUnfinished;
    }

    /** Whether it may be a file that is still being written. */
    public boolean maybeUnfinished() {
        return maybeUnfinished;
    }
}
