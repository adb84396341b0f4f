package org.carrack.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExitCallTest {

    private static final StackTraceElement SHUTDOWN =
            new StackTraceElement("java.lang.Shutdown", "exit", "Shutdown.java", 173);

    @Test
    void theCallerOfSystemExitIsNamed() {
        assertThat(ExitCall.place(new StackTraceElement[] {
                    SHUTDOWN,
                    new StackTraceElement("java.lang.Runtime", "exit", "Runtime.java", 115),
                    new StackTraceElement("java.lang.System", "exit", "System.java", 1860),
                    new StackTraceElement("exity.Exity", "up", "Exity.java", 6)
                }))
                .contains("exity.Exity.up(Exity.java:6)");
    }

    @Test
    void aSignalIsNoCall() {
        assertThat(ExitCall.place(new StackTraceElement[] {
                    SHUTDOWN,
                    new StackTraceElement("java.lang.Terminator$1", "handle", "Terminator.java", 51),
                    new StackTraceElement("java.lang.Thread", "run", "Thread.java", 840)
                }))
                .isEmpty();
    }
}
