package org.carrack.runtime.manager.internal.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.carrack.runtime.manager.internal.source.Archives;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the deploy folder by the operating system's file events. A file that is a whole archive is taken at once; one
 * that is not may still be copied, and is looked at again with each event; when it has been quiet for a while it is taken
 * as it is, so that its problem is told. A folder is taken when it has been quiet.
 */
public final class DeployFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeployFolder.class);

    /** How long a file that is no whole archive must be quiet before it is a problem. */
    private static final Duration QUIET_FILE = Duration.ofMillis(500);

    /** How long a folder must be quiet before it is taken as complete. */
    private static final Duration QUIET_FOLDER = Duration.ofMillis(300);

    /** How long a file must be gone before its package is deleted: some programs replace by deleting first. */
    private static final Duration GONE = Duration.ofMillis(100);

    /** How often the folder is looked at although no event tells of a change: not every file system has events. */
    private static final Duration POLL = Duration.ofSeconds(5);

    private static final String PROBLEM = ".problem";

    private final DeployListener listener;
    private final Path folder;
    private final WatchService watch;
    private final Map<WatchKey, Path> watched = new HashMap<>();

    /** Files with events that have not been dealt with, and when the last event was. */
    private final Map<String, Long> open = new HashMap<>();

    /** Names of which it has been said that they cannot be read. */
    private final Set<String> left = new HashSet<>();

    private static final String UNNAMEABLE = "unnameable";

    private long polled = System.nanoTime();

    private final Thread thread;

    public DeployFolder(DeployListener listener) throws IOException {
        this.listener = listener;
        folder = real(listener.folder());
        watch = folder.getFileSystem().newWatchService();
        watchTree(folder);
        thread = new Thread(this::run, "carrack-deploy");
        thread.setDaemon(true);
    }

    /** Deals with what happened while nobody watched. */
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
        long longAgo = System.nanoTime() - TimeUnit.DAYS.toNanos(1);
        names.forEach(name -> {
            if (name.endsWith(PROBLEM) && !names.contains(name.substring(0, name.length() - PROBLEM.length()))) {
                delete(folder.resolve(name));
            } else if (!isIgnored(name)) {
                open.put(name, longAgo);
            }
        });
        settle();
    }

    /** The thread that watches; it must not end before {@link #close}. */
    public Thread thread() {
        return thread;
    }

    /** Starts to watch. */
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        try {
            watch.close();
            if (thread != Thread.currentThread()) {
                thread.join();
            }
        } catch (IOException e) {
            LOG.warn("the deploy folder's watch did not close cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                long wait = open.isEmpty() ? POLL.toMillis() : QUIET_FILE.toMillis() / 10;
                WatchKey key = watch.poll(wait, TimeUnit.MILLISECONDS);
                try {
                    while (key != null) {
                        note(key);
                        key = watch.poll();
                    }
                    if (System.nanoTime() - polled >= POLL.toNanos()) {
                        poll();
                    }
                    settle();
                } catch (RuntimeException | Error e) {
                    // Whatever one file brings, the folder is watched on.
                    LOG.error("a change of the deploy folder could not be dealt with", e);
                }
            }
        } catch (ClosedWatchServiceException e) {
            LOG.debug("the deploy folder is watched no more");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Notes what has changed without an event: of linked files, and on file systems that others write to. */
    private void poll() {
        Set<String> names = new HashSet<>(listener.knownFiles());
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("the deploy folder {} cannot be listed", folder, e);
        }
        for (String name : names) {
            if (!isIgnored(name) && !open.containsKey(name)) {
                String stamp = stampOf(name);
                if (stamp == null || !listener.isKnown(name, stamp)) {
                    open.put(name, System.nanoTime());
                }
            }
        }
        polled = System.nanoTime();
    }

    private static Path real(Path path) throws IOException {
        return Files.exists(path) ? path.toRealPath() : path;
    }

    private void note(WatchKey key) {
        Path where = watched.getOrDefault(key, folder);
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                LOG.debug("more events than could be kept: the deploy folder is read again");
                scan();
                continue;
            }
            Path path = where.resolve((Path) event.context());
            String name = folder.relativize(path).getName(0).toString();
            if (!isIgnored(name)) {
                open.put(name, System.nanoTime());
                if (event.kind() == StandardWatchEventKinds.ENTRY_CREATE && Files.isDirectory(path)) {
                    watchTree(path);
                }
            }
        }
        if (!key.reset()) {
            watched.remove(key);
            if (where.equals(folder)) {
                makeAgain();
            }
        }
    }

    /** Somebody removed the folder itself: its packages go as their files did, and the next drop needs a folder. */
    private void makeAgain() {
        LOG.warn("the deploy folder {} was removed; it is made again", folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            LOG.error("the deploy folder {} could not be made again: {}", folder, e.toString());
        }
        watchTree(folder);
        scan();
    }

    /** Hands over what has settled. */
    private void settle() {
        Map<String, String> changed = new HashMap<>();
        Set<String> gone = new HashSet<>();
        Iterator<Map.Entry<String, Long>> entries = open.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, Long> entry = entries.next();
            Duration quiet = Duration.ofNanos(System.nanoTime() - entry.getValue());
            String stamp = stampOf(entry.getKey());
            if (UNNAMEABLE.equals(stamp)) {
                entries.remove();
                continue;
            }
            Path path = folder.resolve(entry.getKey());
            if (stamp == null) {
                if (quiet.compareTo(GONE) >= 0) {
                    gone.add(entry.getKey());
                    entries.remove();
                }
            } else if (listener.isKnown(entry.getKey(), stamp)) {
                entries.remove();
            } else if (isSettled(path, quiet)) {
                changed.put(entry.getKey(), stamp);
                entries.remove();
            }
        }
        if (!changed.isEmpty() || !gone.isEmpty()) {
            try {
                listener.changed(changed, gone);
            } catch (RuntimeException | Error e) {
                // Whatever one drop brings, the folder is watched on.
                LOG.error("{} could not be dealt with", changed.keySet(), e);
            }
        }
    }

    private static boolean isSettled(Path path, Duration quiet) {
        if (Files.isDirectory(path)) {
            return quiet.compareTo(QUIET_FOLDER) >= 0;
        }
        // Anything else, a pipe for one, would keep whoever opens it waiting.
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

    /** The stamp of a file, null if it is gone; a name that the server's locale cannot write is told of once and left. */
    private @Nullable String stampOf(String name) {
        try {
            if (name.indexOf('\uFFFD') < 0) {
                return stamp(folder.resolve(name));
            }
        } catch (InvalidPathException e) {
            LOG.debug("{} is no path here", name, e);
        }
        if (left.add(name)) {
            LOG.error(
                    "the file {} in the deploy folder has a name that cannot be read in the encoding of this server's locale ({}); give it a name of ASCII letters, or start the server with LC_ALL=C.UTF-8",
                    name,
                    System.getProperty("sun.jnu.encoding"));
        }
        return UNNAMEABLE;
    }

    private static @Nullable String stamp(Path path) {
        try {
            return Stamp.of(path);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | java.io.UncheckedIOException e) {
            return Files.exists(path) ? "unreadable" : null;
        }
    }

    private void watchTree(Path root) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                    watched.put(
                            dir.register(
                                    watch,
                                    StandardWatchEventKinds.ENTRY_CREATE,
                                    StandardWatchEventKinds.ENTRY_MODIFY,
                                    StandardWatchEventKinds.ENTRY_DELETE),
                            dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.error("{} cannot be watched: {}", root, e.toString());
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
    static boolean isIgnored(String name) {
        return name.startsWith(".")
                || name.endsWith("~")
                || name.endsWith(PROBLEM)
                || name.matches(".*\\.deleted\\d*")
                || name.endsWith(".tmp")
                || name.endsWith(".part")
                || name.endsWith(".filepart")
                || name.endsWith(".crdownload")
                || name.endsWith(".swp");
    }
}
