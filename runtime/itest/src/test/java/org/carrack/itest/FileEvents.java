package org.carrack.itest;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/** Waits for what another process does to files. */
final class FileEvents {

    private static final long LIMIT_S = 60;

    private FileEvents() {}

    /** What is waited for. */
    @FunctionalInterface
    interface Condition {
        boolean isMet() throws IOException;
    }

    /**
     * Waits until something is so in a folder.
     *
     * @return whether it is; false if nothing happened in the folder for a minute
     */
    static boolean await(Path folder, Condition condition) throws IOException, InterruptedException {
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            folder.register(
                    watch,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            while (!condition.isMet()) {
                WatchKey key = watch.poll(LIMIT_S, TimeUnit.SECONDS);
                if (key == null) {
                    return false;
                }
                key.pollEvents();
                key.reset();
            }
            return true;
        }
    }
}
