package org.carrack.runtime.manager.internal.state;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers over the death of the process which packages were being started. A package that called {@code System.exit}, or
 * during whose start the process died twice, is blocked: it is not started again until it is requested by name. One
 * during whose start the process died once is a suspect, and is started after all others. Safe for any thread.
 *
 * <p>Format: lines of {@code begin|end|suspect|blocked}, tab, SHA-256 of the bundle, tab, text. Written without forcing it to
 * the disk: a process that dies leaves what it has written.
 */
public final class StartCrashLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StartCrashLog.class);

    private static final int MOST_LINES = 10_000;

    private final Path file;
    private final Path exitFile;
    private final Map<String, String> suspects = new LinkedHashMap<>();
    private final Map<String, String> blocked = new LinkedHashMap<>();
    private Writer out;
    private int lines;
    private int begun;

    /**
     * Reads what the last run has left and begins a new file.
     *
     * @param folder the {@code data} folder of the home
     * @param exitFile where the launcher notes who called {@code System.exit}
     */
    public StartCrashLog(Path folder, Path exitFile) throws IOException {
        this.file = folder.resolve("starting");
        this.exitFile = exitFile;
        Optional<String> exit = read(exitFile);
        Map<String, String> begun = new LinkedHashMap<>();
        Map<String, String> before = new LinkedHashMap<>();
        for (String line : read(file).orElse("").lines().toList()) {
            String[] parts = line.split("\t", 3);
            if (parts.length == 3) {
                switch (parts[0]) {
                    case "begin" -> begun.put(parts[1], parts[2]);
                    case "end" -> begun.remove(parts[1]);
                    case "suspect" -> before.put(parts[1], parts[2]);
                    case "blocked" -> blocked.put(parts[1], parts[2]);
                    case "allowed" -> blocked.remove(parts[1]);
                    default -> LOG.warn("{} has a line that is unknown: {}", file, line);
                }
            }
        }
        begun.forEach((sha256, name) -> {
            if (exit.isPresent() && begun.size() == 1) {
                blocked.put(
                        sha256,
                        "%s ended the server when it was started (%s)"
                                .formatted(name, exit.get().strip()));
            } else if (before.containsKey(sha256)) {
                blocked.put(sha256, "the server died twice while %s was being started".formatted(name));
            } else {
                suspects.put(sha256, name);
            }
        });
        Files.deleteIfExists(exitFile);
        suspects.values()
                .forEach(name ->
                        LOG.warn("the server died while {} was being started; it is started after all others", name));
        out = open(file);
        writeKnown();
    }

    private static Writer open(Path file) throws IOException {
        return Files.newBufferedWriter(
                file,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    }

    private void writeKnown() {
        lines = 0;
        suspects.forEach((sha256, name) -> write("suspect", sha256, name));
        blocked.forEach((sha256, reason) -> write("blocked", sha256, reason));
    }

    private static Optional<String> read(Path file) throws IOException {
        return Files.isRegularFile(file)
                ? Optional.of(Files.readString(file, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /** Whether the process died while that bundle was being started. */
    public synchronized boolean isSuspect(String sha256) {
        return suspects.containsKey(sha256);
    }

    /** Why that bundle is not started, in one sentence without remedy; nothing if it may be. */
    public synchronized Optional<String> blocked(String sha256) {
        return Optional.ofNullable(blocked.get(sha256));
    }

    /** That bundle was requested by name: it may be started again. */
    public synchronized void allow(String sha256) {
        if (blocked.remove(sha256) != null) {
            write("allowed", sha256, "");
        }
    }

    /** The code of a bundle is about to run for the first time. */
    public synchronized void begin(String sha256, String name) {
        begun++;
        write("begin", sha256, name);
    }

    /** It has started, or has failed. */
    public synchronized void end(String sha256) {
        suspects.remove(sha256);
        write("end", sha256, "");
        begun--;
        if (begun == 0 && lines > MOST_LINES) {
            beginAnew();
        }
    }

    /** What has begun has ended: nothing of it is needed any more. */
    private void beginAnew() {
        try {
            out.close();
            out = open(file);
            writeKnown();
        } catch (IOException e) {
            LOG.warn("{} could not be written: {}", file, e.toString());
        }
    }

    private void write(String what, String sha256, String text) {
        try {
            out.write(what + "\t" + sha256 + "\t" + text.replace('\n', ' ') + "\n");
            out.flush();
            lines++;
        } catch (IOException e) {
            LOG.warn("{} could not be written: {}", file, e.toString());
        }
    }

    /** The server stops as asked: what was being started is not to blame. */
    @Override
    public synchronized void close() throws IOException {
        out.close();
        if (!Files.exists(exitFile)) {
            StringBuilder kept = new StringBuilder();
            blocked.forEach((sha256, reason) -> kept.append("blocked\t%s\t%s\n".formatted(sha256, reason)));
            Files.writeString(file, kept, StandardCharsets.UTF_8);
        }
    }
}
