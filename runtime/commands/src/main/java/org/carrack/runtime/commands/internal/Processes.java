package org.carrack.runtime.commands.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one program, known by a mark in their environment that children inherit: so those are found too that have
 * left their parent, and those that a server which was killed has left. Where there is no {@code /proc}, only the children of
 * the started process are known.
 */
final class Processes {

    /** The environment variable. */
    static final String MARK = "CARRACK_COMMAND";

    private static final Path PROC = Path.of("/proc");

    private final byte[] mark;

    Processes(String mark) {
        this.mark = ("\0" + MARK + "=" + mark + "\0").getBytes(StandardCharsets.UTF_8);
    }

    private List<ProcessHandle> living(@Nullable Process started) {
        Stream<ProcessHandle> found = Stream.empty();
        if (Files.isDirectory(PROC)) {
            found = ProcessHandle.allProcesses().filter(this::isMarked);
        } else if (started != null) {
            found = Stream.concat(Stream.of(started.toHandle()), started.descendants());
        }
        return found.filter(ProcessHandle::isAlive).toList();
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
