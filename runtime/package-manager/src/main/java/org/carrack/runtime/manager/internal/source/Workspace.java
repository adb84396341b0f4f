package org.carrack.runtime.manager.internal.source;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is fetched, unpacked and kept open while one package is read; gone when that is done. Used by one thread. */
public final class Workspace implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Workspace.class);

    private final Path parent;
    private final Deque<Closeable> open = new ArrayDeque<>();

    /** @param parent where folders are made */
    public Workspace(Path parent) {
        this.parent = parent;
    }

    /** A new empty folder. */
    public Path folder() throws IOException {
        Path folder = Files.createTempDirectory(Files.createDirectories(parent), "work");
        open.push(() -> delete(folder));
        return folder;
    }

    /** Something to be closed at the end. */
    public <T extends Closeable> T keep(T closeable) {
        open.push(closeable);
        return closeable;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (IOException e) {
                LOG.warn("a temporary file could not be removed: {}", e.toString());
            }
        }
    }

    /** Deletes a folder with all that is in it; links are deleted, not followed. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
