package org.carrack.runtime.manager.internal.deploy;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches folders by the operating system's file events, on a thread of its own. Folders may be added and removed by any thread.
 */
final class FolderWatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FolderWatcher.class);

    private final Listener listener;
    private final WatchService watch;
    private final Map<WatchKey, Path> folders = new ConcurrentHashMap<>();
    private final Thread thread;

    /** Receives what happens in the folders. Called by the watching thread alone; what it throws is logged. */
    interface Listener {

        /** A file or folder in a watched folder has come, changed or gone. */
        void changed(Path path, boolean isNew);

        /** More happened than could be kept: any file of any folder may have changed. */
        default void overflowed() {}

        /** A watched folder is gone. */
        default void removed(Path folder) {}

        /**
         * Called after each batch of events, and when there were none for {@link #patience()}.
         */
        void settle();

        /** How long to wait for the next event; {@code null} waits until one comes. */
        @Nullable
        Duration patience();
    }

    FolderWatcher(String threadName, Path anyFolder, Listener listener) throws IOException {
        this.listener = listener;
        watch = anyFolder.getFileSystem().newWatchService();
        thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    /** Watches one folder without those below it. */
    void add(Path folder) {
        try {
            folders.put(
                    folder.register(
                            watch,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE),
                    folder);
        } catch (IOException e) {
            LOG.warn("{} cannot be watched: {}", folder, e.toString());
        }
    }

    /**
     * Watches a folder and all below it.
     *
     * @param isSkipped whether a folder below it is left out, with all below that
     */
    void addTree(Path root, Predicate<Path> isSkipped) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                    if (!dir.equals(root) && isSkipped.test(dir)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    add(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn("{} cannot be watched: {}", root, e.toString());
        }
    }

    /** Watches no longer the folders that a condition holds for. */
    void removeIf(Predicate<Path> condition) {
        folders.entrySet().removeIf(entry -> {
            if (!condition.test(entry.getValue())) {
                return false;
            }
            entry.getKey().cancel();
            return true;
        });
    }

    private void run() {
        try {
            while (true) {
                Duration patience = listener.patience();
                WatchKey key = patience == null ? watch.take() : watch.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
                while (key != null) {
                    drain(key);
                    key = watch.poll();
                }
                quietly(listener::settle);
            }
        } catch (ClosedWatchServiceException e) {
            LOG.debug("{} has ended", thread.getName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain(WatchKey key) {
        Path folder = folders.get(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.context() instanceof Path name && folder != null) {
                boolean isNew = event.kind() == StandardWatchEventKinds.ENTRY_CREATE;
                quietly(() -> listener.changed(folder.resolve(name), isNew));
            } else if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                quietly(listener::overflowed);
            }
        }
        if (!key.reset()) {
            folders.remove(key);
            if (folder != null) {
                quietly(() -> listener.removed(folder));
            }
        }
    }

    /** Whatever one change brings, the folders are watched on. */
    private void quietly(Runnable work) {
        try {
            work.run();
        } catch (ClosedWatchServiceException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.error("{}: a change could not be processed", thread.getName(), e);
        }
    }

    @Override
    public void close() {
        try {
            watch.close();
            if (thread != Thread.currentThread()) {
                thread.join();
            }
        } catch (IOException e) {
            LOG.warn("{} did not close cleanly", thread.getName(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
