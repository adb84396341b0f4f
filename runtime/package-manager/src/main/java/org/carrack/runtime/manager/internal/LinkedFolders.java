package org.carrack.runtime.manager.internal;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches folders that packages were added from, by the operating system's file events. */
final class LinkedFolders implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LinkedFolders.class);

    /** How long a folder must be quiet before it is read: an editor writes a file in several steps. */
    private static final Duration QUIET = Duration.ofMillis(100);

    /** What builds write and versions keep: no part of a package. */
    private static final Set<String> LEFT_ALONE = Set.of("target", "node_modules");

    private final Consumer<Path> changed;
    private final WatchService watch;
    private final Map<WatchKey, Path> roots = new HashMap<>();
    private final Map<WatchKey, Path> folders = new HashMap<>();
    private final Map<WatchKey, Path> parents = new HashMap<>();
    private Set<Path> wanted = Set.of();
    private final Thread thread;

    /** @param changed is told of a folder in which something has changed, by the watching thread */
    LinkedFolders(Consumer<Path> changed) throws IOException {
        this.changed = changed;
        watch = FileSystems.getDefault().newWatchService();
        thread = new Thread(this::run, "carrack-linked");
        thread.setDaemon(true);
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    /** Watches these folders and no others; also whether they go and come again. */
    synchronized void watch(Set<Path> now) {
        if (now.equals(wanted)) {
            return;
        }
        wanted = Set.copyOf(now);
        roots.entrySet().removeIf(entry -> {
            if (wanted.contains(entry.getValue())) {
                return false;
            }
            entry.getKey().cancel();
            folders.remove(entry.getKey());
            return true;
        });
        parents.keySet().forEach(WatchKey::cancel);
        parents.clear();
        for (Path root : wanted) {
            watchParent(root);
            if (!roots.containsValue(root) && Files.isDirectory(root)) {
                register(root, root);
            }
        }
    }

    private void watchParent(Path root) {
        Path parent = root.getParent();
        // A folder that is itself part of a linked one is watched already, and has one key alone.
        if (parent == null || folders.containsValue(parent) || !Files.isDirectory(parent)) {
            return;
        }
        try {
            parents.put(
                    parent.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE),
                    parent);
        } catch (IOException e) {
            LOG.warn("{} cannot be watched: {}", parent, e.toString());
        }
    }

    private synchronized void register(Path root, Path from) {
        try {
            Files.walkFileTree(from.toRealPath(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                    String name = String.valueOf(dir.getFileName());
                    if (!dir.equals(root) && (name.startsWith(".") || LEFT_ALONE.contains(name))) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    WatchKey key = dir.register(
                            watch,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
                    roots.put(key, root);
                    folders.put(key, dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn("{} cannot be watched: {}", root, e.toString());
        }
    }

    private void run() {
        Map<Path, Long> dirty = new HashMap<>();
        try {
            while (true) {
                WatchKey key = dirty.isEmpty() ? watch.take() : watch.poll(QUIET.toMillis() / 4, TimeUnit.MILLISECONDS);
                if (key != null) {
                    note(key, dirty);
                }
                Set<Path> quiet = new HashSet<>();
                dirty.forEach((root, last) -> {
                    if (System.nanoTime() - last >= QUIET.toNanos()) {
                        quiet.add(root);
                    }
                });
                quiet.forEach(dirty::remove);
                quiet.forEach(this::tell);
            }
        } catch (ClosedWatchServiceException e) {
            LOG.debug("linked folders are watched no more");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void note(WatchKey key, Map<Path, Long> dirty) {
        Path parent = parents.get(key);
        if (parent != null) {
            noteInParent(key, parent, dirty);
            return;
        }
        Path root = roots.get(key);
        Path folder = folders.get(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            if (root == null || folder == null) {
                continue;
            }
            boolean isOurs = true;
            if (event.context() instanceof Path name) {
                String text = name.toString();
                isOurs = !text.startsWith(".") && !text.endsWith("~") && !LEFT_ALONE.contains(text);
                Path path = folder.resolve(name);
                if (isOurs && event.kind() == StandardWatchEventKinds.ENTRY_CREATE && Files.isDirectory(path)) {
                    register(root, path);
                }
            }
            if (isOurs) {
                dirty.put(root, System.nanoTime());
            }
        }
        if (!key.reset()) {
            roots.remove(key);
            folders.remove(key);
        }
    }

    /** A linked folder has come or gone. */
    private void noteInParent(WatchKey key, Path parent, Map<Path, Long> dirty) {
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.context() instanceof Path name && wanted.contains(parent.resolve(name))) {
                Path root = parent.resolve(name);
                if (event.kind() == StandardWatchEventKinds.ENTRY_CREATE && Files.isDirectory(root)) {
                    register(root, root);
                }
                dirty.put(root, System.nanoTime());
            }
        }
        if (!key.reset()) {
            parents.remove(key);
        }
    }

    private void tell(Path root) {
        try {
            changed.accept(root);
        } catch (RuntimeException | Error e) {
            // Whatever one change brings, the folders are watched on.
            LOG.error("the change in {} could not be dealt with", root, e);
        }
    }

    @Override
    public void close() {
        try {
            watch.close();
            thread.join();
        } catch (IOException e) {
            LOG.warn("the watch of linked folders did not close cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
