package org.carrack.runtime.commands.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one program, known by a mark in their environment that children inherit: so those are found too that have
 * left their parent, and those that a server which was killed has left. The started process and its children are known besides,
 * since some programs write over their environment, and if there is no {@code /proc} only those.
 */
final class Processes {

    /** The environment variable. */
    static final String MARK = "CARRACK_COMMAND";

    private static final Path PROC = Path.of("/proc");

    private final byte[] mark;

    private final Path file;

    /**
     * @param file the file that records which process was started
     */
    Processes(String mark, Path file) {
        this.file = file;
        this.mark = ("\0" + MARK + "=" + mark + "\0").getBytes(StandardCharsets.UTF_8);
    }

    private List<ProcessHandle> living(@Nullable Process started) {
        Set<ProcessHandle> found = new LinkedHashSet<>();
        if (Files.isDirectory(PROC)) {
            ProcessHandle.allProcesses().filter(this::isMarked).forEach(found::add);
        }
        // One that changes its title writes over the mark.
        Stream.concat(Stream.ofNullable(started).map(Process::toHandle), Stream.ofNullable(remembered()))
                .forEach(process -> {
                    found.add(process);
                    process.descendants().forEach(found::add);
                });
        return found.stream().filter(ProcessHandle::isAlive).toList();
    }

    /** Keeps in a file which process was started, for a server that comes after one that was killed. */
    void remember(Process started) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, started.pid() + " " + beginOf(started.toHandle()));
    }

    void forget() throws IOException {
        Files.deleteIfExists(file);
    }

    private @Nullable ProcessHandle remembered() {
        try {
            String[] parts = Files.readString(file).split(" ", -1);
            return ProcessHandle.of(Long.parseLong(parts[0]))
                    .filter(process -> beginOf(process).equals(parts[1]))
                    .orElse(null);
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return null; // nothing was started, or it is known by its mark
        }
    }

    private static String beginOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }

    private boolean isMarked(ProcessHandle process) {
        try {
            byte[] environment = Files.readAllBytes(PROC.resolve(process.pid() + "/environ"));
            byte[] framed = new byte[environment.length + 1];
            System.arraycopy(environment, 0, framed, 1, environment.length);
            return contains(framed);
        } catch (IOException e) {
            return false; // it has ended, or is another user's
        }
    }

    private boolean contains(byte[] environment) {
        for (int i = 0; i + mark.length <= environment.length; i++) {
            int at = 0;
            while (at < mark.length && environment[i + at] == mark[at]) {
                at++;
            }
            if (at == mark.length) {
                return true;
            }
        }
        return false;
    }

    /**
     * Waits until none lives, at most for that long.
     *
     * @param started the process that was started last, where one was
     * @return whether none does
     */
    boolean awaitEnd(@Nullable Process started, Duration limit) {
        CompletableFuture<?>[] ends =
                living(started).stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // onExit does not fail
        }
        return living(started).isEmpty();
    }

    /** Ends all that live: asks them to, and then does not ask. */
    void end(@Nullable Process started, Duration patience) {
        living(started).forEach(ProcessHandle::destroy);
        if (awaitEnd(started, patience)) {
            return;
        }
        // Again and again, since what is killed may just have started another.
        for (List<ProcessHandle> left = living(started); !left.isEmpty(); left = living(started)) {
            left.forEach(ProcessHandle::destroyForcibly);
            if (!awaitEnd(started, patience)) {
                return; // in the system's hands
            }
        }
    }
}
