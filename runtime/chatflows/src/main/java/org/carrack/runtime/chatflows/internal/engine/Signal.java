package org.carrack.runtime.chatflows.internal.engine;

import org.jspecify.annotations.Nullable;

/** Leaves a step before its end. Not an exception, so that a step which catches those does not keep it. */
final class Signal extends Error {

    private static final long serialVersionUID = 1L;

    enum Kind {
        /** The conversation's state says what comes next. */
        MOVED,
        /** Nobody answers: the thread is needed elsewhere. */
        PARKED,
        /** The conversation cannot be stored now; it is tried again. */
        STALLED,
        GO_TO,
        RESTART,
        STOP,
        END,
        REDIRECT
    }

    private final Kind kind;
    private final String argument;

    Signal(Kind kind, @Nullable String argument) {
        super("a step of a chatflow ends here; let this pass", null, false, false);
        this.kind = kind;
        this.argument = argument == null ? "" : argument;
    }

    Kind kind() {
        return kind;
    }

    String argument() {
        return argument;
    }
}
