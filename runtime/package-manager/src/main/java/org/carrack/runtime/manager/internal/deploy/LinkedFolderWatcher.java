package org.carrack.runtime.manager.internal.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Watches the folders that packages were added from. Safe for any thread. */
public final class LinkedFolderWatcher implements AutoCloseable {

    /** How long a folder must be quiet before it is read: an editor writes a file in several steps. */
    private static final Duration QUIET = Duration.ofMillis(100);

    /** What builds and version control write: no part of a package. */
    private static final Set<String> NO_SOURCES = Set.of("target", "node_modules");

    private final Consumer<Path> changed;
    private final FolderWatcher watch;
    private final QuietPeriods<Path> pending;

    /** The linked folders, by their real paths. */
    private Map<Path, Path> roots = Map.of();

    /**
     * @param changed is given each folder in which something has changed, by the watching thread
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    public LinkedFolderWatcher(Consumer<Path> changed, LongSupplier nanoTime) throws IOException {
        this.changed = changed;
        pending = new QuietPeriods<>(nanoTime);
        watch = new FolderWatcher("carrack-linked", Path.of("/"), new FolderWatcher.Listener() {
            @Override
            public void changed(Path path, boolean isNew) {
                note(path, isNew);
            }

            @Override
            public void settle() {
                LinkedFolderWatcher.this.settle();
            }

            @Override
            public @Nullable Duration patience() {
                return LinkedFolderWatcher.this.patience();
            }
        });
    }

    /** Starts to watch. */
    public void start() {
        watch.start();
    }

    /** The thread that watches; it must not end before {@link #close}. */
    public Thread thread() {
        return watch.thread();
    }

    /** Watches these folders and no others; also whether they go and come again. */
    public synchronized void watch(Set<Path> folders) {
        if (Set.copyOf(roots.values()).equals(folders)) {
            return;
        }
        Map<Path, Path> now = new HashMap<>();
        folders.forEach(folder -> now.put(real(folder), folder));
        Set<Path> before = roots.keySet();
        roots = Map.copyOf(now);
        watch.removeIf(path ->
                roots.keySet().stream().noneMatch(root -> path.startsWith(root) || path.equals(root.getParent())));
        for (Path root : roots.keySet()) {
            Path parent = root.getParent();
            if (parent != null && Files.isDirectory(parent)) {
                watch.add(parent);
            }
            if (!before.contains(root) && Files.isDirectory(root)) {
                watch.addTree(root, LinkedFolderWatcher::isSkipped);
            }
        }
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            // It is not there; it may come again.
            return folder;
        }
    }

    private static boolean isSkipped(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.startsWith(".") || name.endsWith("~") || NO_SOURCES.contains(name);
    }

    private synchronized void note(Path path, boolean isNew) {
        roots.forEach((root, folder) -> {
            boolean isRoot = path.equals(root);
            if (isRoot || (path.startsWith(root) && !isSkipped(path))) {
                pending.event(folder);
                if (isNew && Files.isDirectory(path)) {
                    watch.addTree(path, LinkedFolderWatcher::isSkipped);
                }
            }
        });
    }

    private void settle() {
        Set<Path> quiet = new HashSet<>();
        synchronized (this) {
            for (Path folder : pending.pending()) {
                if (pending.quiet(folder).compareTo(QUIET) >= 0) {
                    pending.remove(folder);
                    quiet.add(folder);
                }
            }
        }
        quiet.forEach(changed);
    }

    private synchronized @Nullable Duration patience() {
        return pending.isEmpty() ? null : QUIET.dividedBy(4);
    }

    @Override
    public void close() {
        watch.close();
    }
}
