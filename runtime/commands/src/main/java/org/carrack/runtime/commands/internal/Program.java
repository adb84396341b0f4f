package org.carrack.runtime.commands.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.carrack.lifecycle.PackageContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * An external program of a package: started, watched, started again when it ends by itself, and ended with the package. What
 * it prints goes to the package's log.
 */
final class Program {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_FAILED_CHECKS = 3;
    private static final int LINES_TOLD = 5;

    private final PackageContext declarer;
    private final Command command;
    private final Path files;
    private final LongSupplier nanoTime;
    private final Logger log;
    private final Processes processes;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    private volatile @Nullable Process process;
    private @Nullable Thread watcher;
    private boolean isTold;

    /**
     * @param files where the package's files are laid out for it
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    Program(PackageContext declarer, Command command, Path files, LongSupplier nanoTime) {
        this.declarer = declarer;
        this.command = command;
        this.files = files;
        this.nanoTime = nanoTime;
        log = declarer.log();
        processes = new Processes(files.toString(), files.resolveSibling(command.name() + ".pid"));
    }

    /**
     * Starts the program and waits until it is up; from then on it is watched.
     *
     * @throws IOException if it does not come up; the message says why
     */
    void start() throws IOException {
        // A server that was killed could not end it.
        processes.end(null, PATIENCE);
        for (int port : command.ports()) {
            if (isOpen(port)) {
                throw new IOException(
                        "the port %d of the command %s is in use by another program; stop that, or choose another port"
                                .formatted(port, command.name()));
            }
        }
        PackageFolder.layOut(declarer.bundle(), files);
        if (!Files.isDirectory(files.resolve(command.folder()))) {
            throw new IOException("the path %s of the command %s is no folder of the package"
                    .formatted(command.folder(), command.name()));
        }
        refuseWindowsLineEnds();
        begin();
        Thread thread = new Thread(this::watch, "command " + this);
        thread.setDaemon(true);
        watcher = thread;
        thread.start();
    }

    /** A script whose first line ends as on Windows is not found by the system, which says so of the script. */
    private void refuseWindowsLineEnds() throws IOException {
        for (String script : command.scripts()) {
            Path file = files.resolve(script);
            if (Files.isRegularFile(file) && PackageFolder.hasWindowsLineEnds(Files.readAllBytes(file))) {
                throw new IOException(command.windowsLineEnds(script));
            }
        }
    }

    /** Ends the program with all its processes, and removes the files laid out for it. */
    void stop() {
        stopping.countDown();
        Thread thread = watcher;
        Process started = process;
        if (started != null) {
            if (!command.stop().isEmpty()) {
                run(command.stop(), command.limit());
                processes.awaitEnd(started, PATIENCE);
            }
            processes.end(started, PATIENCE);
        }
        if (thread != null) {
            try {
                thread.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        // The watcher may just have started it again.
        processes.end(process, PATIENCE);
        PackageFolder.remove(files);
        try {
            processes.forget();
            Files.deleteIfExists(files.toAbsolutePath().getParent());
        } catch (IOException e) {
            log.debug("others of the package's commands run still", e);
        }
    }

    @Override
    public String toString() {
        return "%s of package %s".formatted(command.name(), declarer.name());
    }

    /** Starts the process and waits until the program is up. */
    private void begin() throws IOException {
        synchronized (lastLines) {
            lastLines.clear();
        }
        Process started =
                processBuilder(command.start()).redirectErrorStream(true).start();
        process = started;
        processes.remember(started);
        Thread reader = new Thread(() -> log(started), "output of " + this);
        reader.setDaemon(true);
        reader.start();
        long end = nanoTime.getAsLong() + command.limit().toNanos();
        while (!isUp(started)) {
            String reason = "";
            try {
                boolean hasEnded = started.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                boolean isTold = !command.check().isEmpty() || !command.ports().isEmpty();
                if (hasEnded && (started.exitValue() != 0 || !isTold)) {
                    reader.join(PATIENCE.toMillis());
                    reason = "ended at once with status %d".formatted(started.exitValue());
                } else if (hasEnded) {
                    // It has gone into the background.
                    stopping.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                }
                if (reason.isEmpty() && stopping.getCount() == 0) {
                    return;
                }
                if (reason.isEmpty() && nanoTime.getAsLong() > end) {
                    reason = "was not up within %d s (%s)"
                            .formatted(command.limit().toSeconds(), sign());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                reason = "was interrupted";
            }
            if (!reason.isEmpty()) {
                processes.end(started, PATIENCE);
                throw new IOException("the command %s %s%s".formatted(command.name(), reason, said()));
            }
        }
    }

    /** How it is known that it is up, in words. */
    private String sign() {
        return command.check().isEmpty()
                ? "nothing listens on its ports %s".formatted(command.ports())
                : "its check_cmd does not end with status 0";
    }

    private String said() {
        synchronized (lastLines) {
            return lastLines.isEmpty() ? "" : "; it said: " + String.join(" / ", lastLines);
        }
    }

    private boolean isUp(Process started) {
        if (!command.check().isEmpty()) {
            return run(command.check(), PATIENCE) == 0;
        }
        if (!command.ports().isEmpty()) {
            return command.ports().stream().allMatch(this::isOpen);
        }
        try {
            return !started.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Starts the program again whenever it has ended by itself, after a pause that grows as long as it does. */
    private void watch() {
        RestartPauses pauses = new RestartPauses(nanoTime);
        try {
            while (stopping.getCount() > 0) {
                pauses.started();
                String end = awaitEnd();
                if (stopping.getCount() == 0) {
                    return;
                }
                pauses.ended();
                tell("the command %s %s%s; it is started again".formatted(command.name(), end, said()));
                startAgain(pauses);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Shows with the package that something is wrong; the first time, and then in the log alone. */
    private void tell(String warning) {
        if (isTold) {
            log.warn(warning);
        } else {
            isTold = true;
            declarer.warn(warning);
        }
    }

    private void startAgain(RestartPauses pauses) throws InterruptedException {
        while (!stopping.await(pauses.next().toMillis(), TimeUnit.MILLISECONDS)) {
            processes.end(process, PATIENCE);
            if (stopping.getCount() == 0) {
                return;
            }
            try {
                begin();
                return;
            } catch (IOException
                    | RuntimeException
                    | Error e) { // what one start throws keeps none of the next from being tried
                log.warn(
                        "{} of package {}; it is started again in {} s",
                        e.getMessage(),
                        declarer.name(),
                        pauses.afterNext().toSeconds());
            }
        }
    }

    /** Waits until the program does not run any more, or is to be stopped; what has happened, in words. */
    private String awaitEnd() throws InterruptedException {
        Process watched = process;
        int failed = 0;
        while (watched != null && stopping.getCount() > 0) {
            boolean isInBackground = !watched.isAlive() && watched.exitValue() == 0;
            if (isInBackground) {
                stopping.await(command.interval().toMillis(), TimeUnit.MILLISECONDS);
            } else if (watched.waitFor(command.interval().toMillis(), TimeUnit.MILLISECONDS)
                    && (watched.exitValue() != 0 || !isUp(watched))) {
                return "ended with status %d".formatted(watched.exitValue());
            }
            boolean isTold = !command.check().isEmpty() || isInBackground;
            if (!isTold || stopping.getCount() == 0 || isUp(watched)) {
                failed = 0;
            } else if (++failed == MOST_FAILED_CHECKS || isInBackground) {
                return "does not run any more (%s)".formatted(sign());
            }
        }
        return "";
    }

    /** Runs a line to its end; its status, or -1 where it takes too long. */
    private int run(String line, Duration limit) {
        try {
            Process run = processBuilder(line)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (run.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return run.exitValue();
            }
            run.descendants().forEach(ProcessHandle::destroyForcibly);
            run.destroyForcibly();
        } catch (IOException e) {
            log.warn("{}: {} cannot be run: {}", this, line, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return -1;
    }

    private ProcessBuilder processBuilder(String line) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", line);
        builder.directory(files.resolve(command.folder()).toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Map<String, String> env = builder.environment();
        // What opens the server is not a program's to know.
        env.remove("CARRACK_ADMIN_PASSWORD");
        env.remove("CARRACK_TOKEN");
        env.put("CARRACK_PACKAGE", declarer.name());
        env.put("CARRACK_DATA", declarer.dataFolder().toString());
        command.ports().stream().findFirst().ifPresent(port -> env.put("PORT", String.valueOf(port)));
        env.putAll(command.env());
        env.put(Processes.MARK, files.toString());
        return builder;
    }

    private void log(Process started) {
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.info("[{}] {}", command.name(), line);
                synchronized (lastLines) {
                    lastLines.add(line);
                    if (lastLines.size() > LINES_TOLD) {
                        lastLines.remove();
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            log.debug("the output of {} broke off", this, e);
        }
    }

    private boolean isOpen(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(command.host(), port), (int) PATIENCE.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
