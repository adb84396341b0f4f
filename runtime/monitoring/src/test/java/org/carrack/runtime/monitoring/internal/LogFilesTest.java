package org.carrack.runtime.monitoring.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.carrack.manage.LogHistory.Entry;
import org.carrack.manage.LogHistory.Search;
import org.carrack.manage.LogLevels.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {

    @TempDir
    private Path folder;

    private LogFiles files;

    @BeforeEach
    void write() throws Exception {
        files = new LogFiles(folder, ZoneOffset.UTC);
        Files.writeString(folder.resolve("carrack.log"), """
                2026-11-29 10:00:02.000 INFO  [main] package.hello - third [and] - more
                2026-11-29 10:00:03.000 ERROR [worker-1] o.c.r.http.Server - it failed
                java.io.IOException: Broken
                \tat x.Y.z(Y.java:1)
                29.11.2026 no time
                2026-11-29 10:00:04.500 DEBUG [main] x.Y - détail
                """);
        try (OutputStream older = new GZIPOutputStream(Files.newOutputStream(folder.resolve("carrack.1.log.gz")))) {
            older.write("""
                    begun before
                    2026-11-29 09:00:00.000 WARN  [main] package.hello - first
                    2026-11-29 09:00:01.000 a pattern of its own
                    """.getBytes(StandardCharsets.UTF_8));
        }
    }

    private List<String> found(Level level, String text, String before, int count) throws Exception {
        return files
                .find(
                        new Search(
                                level,
                                text,
                                Optional.of(before).filter(b -> !b.isEmpty()).map(Instant::parse)),
                        count)
                .stream()
                .map(Entry::message)
                .toList();
    }

    @Test
    void allFilesAreOneLog() throws Exception {
        assertThat(found(Level.TRACE, "", "", 100))
                .containsExactly("first", "a pattern of its own", "third [and] - more", "it failed", "détail");
    }

    @Test
    void theNewestAreFoundFirst() throws Exception {
        assertThat(found(Level.TRACE, "", "", 2)).containsExactly("it failed", "détail");
        assertThat(found(Level.TRACE, "", "2026-11-29T10:00:03Z", 2))
                .containsExactly("a pattern of its own", "third [and] - more");
    }

    @Test
    void levelsAndTextsAreLookedFor() throws Exception {
        assertThat(found(Level.WARN, "", "", 9)).containsExactly("first", "a pattern of its own", "it failed");
        assertThat(found(Level.TRACE, "PACKAGE.HELLO", "", 9)).containsExactly("first", "third [and] - more");
        assertThat(found(Level.TRACE, "broken", "", 9)).containsExactly("it failed");
    }

    @Test
    void anEntryHasItsTrace() throws Exception {
        Entry entry = files.find(new Search(Level.ERROR, "it failed", Optional.empty()), 1)
                .get(0);
        assertThat(entry)
                .isEqualTo(new Entry(
                        Instant.parse("2026-11-29T10:00:03Z"),
                        Optional.of(Level.ERROR),
                        "worker-1",
                        "o.c.r.http.Server",
                        "it failed",
                        "java.io.IOException: Broken\n\tat x.Y.z(Y.java:1)\n29.11.2026 no time"));
    }

    @Test
    void whereNothingWasLoggedNothingIsFound() throws Exception {
        assertThat(new LogFiles(folder.resolve("none"), ZoneOffset.UTC)
                        .find(new Search(Level.TRACE, "", Optional.empty()), 9))
                .isEmpty();
    }
}
