package org.carrack.launcher;

import java.util.Map;
import java.util.Optional;

/** Finds out, while the JVM shuts down, whether code has called {@code System.exit}, and where. */
final class ExitCall {

    private ExitCall() {}

    /** A sentence with the place of the call; nothing if a signal or the server itself ends the process. */
    static Optional<String> find() {
        for (Map.Entry<Thread, StackTraceElement[]> thread :
                Thread.getAllStackTraces().entrySet()) {
            Optional<String> place = place(thread.getValue());
            if (place.isPresent()) {
                return Optional.of("System.exit was called at %s, in the thread \"%s\""
                        .formatted(place.get(), thread.getKey().getName()));
            }
        }
        return Optional.empty();
    }

    /** The first frame outside of the JDK below a call of {@code Runtime.exit}; a signal ends the process without one. */
    static Optional<String> place(StackTraceElement[] stack) {
        boolean isExit = false;
        for (StackTraceElement frame : stack) {
            if (isExit && !frame.getClassName().startsWith("java.lang.")) {
                return Optional.of("%s.%s(%s:%d)"
                        .formatted(
                                frame.getClassName(),
                                frame.getMethodName(),
                                frame.getFileName(),
                                frame.getLineNumber()));
            }
            isExit |= frame.getClassName().equals("java.lang.Runtime")
                    && frame.getMethodName().equals("exit");
        }
        return Optional.empty();
    }
}
