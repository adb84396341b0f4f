package org.carrack.runtime.manager.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of starts when the process dies; a process that dies closes nothing. */
class StartCrashLogTest {

    private static final String BUNDLE = "ab12";

    @TempDir
    Path folder;

    private StartCrashLog open() throws IOException {
        return new StartCrashLog(folder, folder.resolve("exit"));
    }

    @Test
    void aPackageThatCalledSystemExitIsBlockedUntilSomebodyAllowsIt() throws IOException {
        open().begin(BUNDLE, "exity 1.0.0");
        Files.writeString(folder.resolve("exit"), "System.exit was called at Exity.java:6");
        assertThat(open().blocked(BUNDLE))
                .contains("exity 1.0.0 ended the server when it was started (System.exit was called at Exity.java:6)");
        StartCrashLog again = open();
        assertThat(again.blocked(BUNDLE)).isPresent();
        again.allow(BUNDLE);
        assertThat(open().blocked(BUNDLE)).isEmpty();
    }

    @Test
    void oneDeathMakesASuspectAndASecondOneBlocks() throws IOException {
        open().begin(BUNDLE, "crash 1.0.0");
        StartCrashLog second = open();
        assertThat(second.isSuspect(BUNDLE)).isTrue();
        assertThat(second.blocked(BUNDLE)).isEmpty();
        second.begin(BUNDLE, "crash 1.0.0");
        StartCrashLog third = open();
        assertThat(third.isSuspect(BUNDLE)).isFalse();
        assertThat(third.blocked(BUNDLE)).contains("the server died twice while crash 1.0.0 was being started");
    }

    @Test
    void whatHasStartedOrFailedIsNoSuspect() throws IOException {
        StartCrashLog marks = open();
        marks.begin(BUNDLE, "good 1.0.0");
        marks.end(BUNDLE);
        assertThat(open().isSuspect(BUNDLE)).isFalse();
    }

    @Test
    void aSuspectThatStartsIsForgiven() throws IOException {
        open().begin(BUNDLE, "good 1.0.0");
        StartCrashLog second = open();
        second.begin(BUNDLE, "good 1.0.0");
        second.end(BUNDLE);
        StartCrashLog third = open();
        third.begin(BUNDLE, "good 1.0.0");
        assertThat(open().blocked(BUNDLE)).isEmpty();
    }

    @Test
    void aStopThatWasAskedForMakesNoSuspects() throws IOException {
        StartCrashLog marks = open();
        marks.begin(BUNDLE, "slow 1.0.0");
        marks.close();
        assertThat(open().isSuspect(BUNDLE)).isFalse();
    }
}
