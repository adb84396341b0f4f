package org.carrack.runtime.manager.internal.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.carrack.runtime.manager.internal.source.Archives;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the deploy folder by the operating system's file events. A file that is a whole archive is taken at once; one
 * that is not may still be copied, and is looked at again with each event; when it has been quiet for a while it is taken
 * as it is, so that its problem is reported. A folder is taken when it has been quiet.
 */
public final class DeployFolder implements FolderWatcher.Listener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeployFolder.class);

    /** How long a file that is no whole archive must be quiet before it is a problem. */
    private static final Duration QUIET_FILE = Duration.ofMillis(500);

    /** How long a folder must be quiet before it is taken as complete. */
    private static final Duration QUIET_FOLDER = Duration.ofMillis(300);

    /** How long a file must be gone before its package is deleted: some programs replace by deleting first. */
    private static final Duration GONE = Duration.ofMillis(100);

    /** How often the folder is polled: not every file system has events. */
    private static final Duration POLL = Duration.ofSeconds(5);

    private final DeployListener listener;
    private final Path folder;
    private final FolderWatcher watch;
    private final LongSupplier nanoTime;

    /** Files with events that have not been processed. */
    private final QuietPeriods<String> pending;

    /** Names that were reported because they cannot be read. */
    private final Set<String> reported = new HashSet<>();

    private static final String UNNAMEABLE = "unnameable";

    private long polled;

    /** @param nanoTime the clock, as {@link System#nanoTime} */
    public DeployFolder(DeployListener listener, LongSupplier nanoTime) throws IOException {
        this.listener = listener;
        this.nanoTime = nanoTime;
        pending = new QuietPeriods<>(nanoTime);
        polled = nanoTime.getAsLong();
        folder = real(listener.folder());
        watch = new FolderWatcher("carrack-deploy", folder, this);
        watch.addTree(folder, path -> false);
    }

    /** Processes what happened while the folder was not watched. */
    public void scan() {
        Set<String> names = new HashSet<>(listener.knownFiles());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                names.add(file.getFileName().toString());
            }
        } catch (IOException e) {
            LOG.error("the deploy folder {} cannot be read: {}", folder, e.toString());
            return;
        }
        names.forEach(name -> {
            if (name.endsWith(ProblemFiles.SUFFIX)
                    && !names.contains(name.substring(0, name.length() - ProblemFiles.SUFFIX.length()))) {
                delete(folder.resolve(name));
            } else if (!isIgnored(name)) {
                pending.eventLongAgo(name);
            }
        });
        processQuiet();
    }

    /** The thread that watches; it must not end before {@link #close}. */
    public Thread thread() {
        return watch.thread();
    }

    /** Starts to watch. */
    public void start() {
        watch.start();
    }

    @Override
    public void close() {
        watch.close();
    }

    @Override
    public Duration patience() {
        return pending.isEmpty() ? POLL : QUIET_FILE.dividedBy(10);
    }

    /** Notes what has changed without an event: of linked files, and on file systems that others write to. */
    private void poll() {
        polled = nanoTime.getAsLong();
        Set<String> names = new HashSet<>(listener.knownFiles());
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("the deploy folder {} cannot be listed", folder, e);
        }
        for (String name : names) {
            if (!isIgnored(name) && !pending.isPending(name)) {
                String stamp = stampOf(name);
                if (stamp == null || !listener.isKnown(name, stamp)) {
                    pending.event(name);
                }
            }
        }
    }

    private static Path real(Path path) throws IOException {
        return Files.exists(path) ? path.toRealPath() : path;
    }

    @Override
    public void changed(Path path, boolean isNew) {
        String name = folder.relativize(path).getName(0).toString();
        if (!isIgnored(name)) {
            pending.event(name);
            if (isNew && Files.isDirectory(path)) {
                watch.addTree(path, below -> false);
            }
        }
    }

    @Override
    public void overflowed() {
        LOG.debug("more events than could be kept: the deploy folder is read again");
        scan();
    }

    /** The folder itself was removed: its packages go as their files did, and the next drop needs a folder. */
    @Override
    public void removed(Path removed) {
        if (!removed.equals(folder)) {
            return;
        }
        LOG.warn("the deploy folder {} was removed; it is made again", folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            LOG.error("the deploy folder {} could not be made again: {}", folder, e.toString());
        }
        watch.addTree(folder, path -> false);
        scan();
    }

    @Override
    public void settle() {
        if (nanoTime.getAsLong() - polled >= POLL.toNanos()) {
            poll();
        }
        processQuiet();
    }

    /** Hands over the files that have been quiet long enough. */
    private void processQuiet() {
        Map<String, String> changed = new HashMap<>();
        Set<String> gone = new HashSet<>();
        for (String name : pending.pending()) {
            Duration quiet = pending.quiet(name);
            String stamp = stampOf(name);
            if (UNNAMEABLE.equals(stamp)) {
                pending.remove(name);
            } else if (stamp == null) {
                if (quiet.compareTo(GONE) >= 0) {
                    gone.add(name);
                    pending.remove(name);
                }
            } else if (listener.isKnown(name, stamp)) {
                pending.remove(name);
            } else if (isSettled(folder.resolve(name), quiet)) {
                changed.put(name, stamp);
                pending.remove(name);
            }
        }
        if (!changed.isEmpty() || !gone.isEmpty()) {
            try {
                listener.changed(changed, gone);
            } catch (RuntimeException | Error e) {
                // Whatever one drop brings, the folder is watched on.
                LOG.error("{} could not be processed", changed.keySet(), e);
            }
        }
    }

    private static boolean isSettled(Path path, Duration quiet) {
        if (Files.isDirectory(path)) {
            return quiet.compareTo(QUIET_FOLDER) >= 0;
        }
        // Anything else, such as a pipe, would block the thread that opens it.
        return !Files.isRegularFile(path) || isWholeArchive(path) || quiet.compareTo(QUIET_FILE) >= 0;
    }

    /** An archive's directory stands at its end, so a file that is still being written has none. */
    private static boolean isWholeArchive(Path file) {
        try {
            Archives.zip(file).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The stamp of a file, null if it is gone; a name that the server's locale cannot write is reported once and ignored. */
    private @Nullable String stampOf(String name) {
        try {
            if (name.indexOf('\uFFFD') < 0) {
                return stamp(folder.resolve(name));
            }
        } catch (InvalidPathException e) {
            LOG.debug("{} is no path here", name, e);
        }
        if (reported.add(name)) {
            LOG.error(
                    "the file {} in the deploy folder has a name that cannot be read in the encoding of this server's locale ({}); give it a name of ASCII letters, or start the server with LC_ALL=C.UTF-8",
                    name,
                    System.getProperty("sun.jnu.encoding"));
        }
        return UNNAMEABLE;
    }

    private static @Nullable String stamp(Path path) {
        try {
            return FileFingerprint.of(path);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | java.io.UncheckedIOException e) {
            return Files.exists(path) ? "unreadable" : null;
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} could not be deleted: {}", file, e.toString());
        }
    }

    /** Names that are no packages: our own notes, and what copying programs write before they rename. */
    public static boolean isIgnored(String name) {
        return name.startsWith(".")
                || name.endsWith("~")
                || name.endsWith(ProblemFiles.SUFFIX)
                || name.matches(".*\\.deleted\\d*")
                || name.endsWith(".tmp")
                || name.endsWith(".part")
                || name.endsWith(".filepart")
                || name.endsWith(".crdownload")
                || name.endsWith(".swp");
    }
}
