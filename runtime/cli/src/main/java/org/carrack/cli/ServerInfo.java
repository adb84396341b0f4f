package org.carrack.cli;

import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The server that runs in a home, by the files that it wrote there.
 *
 * @param pid its process
 * @param url where it answers; empty while it starts
 * @param shellPort where its shell answers, on the loopback address; 0 while it starts
 * @param options what it was started with, besides the home
 * @param token shows that the caller may read the home
 */
record ServerInfo(long pid, String url, int shellPort, List<String> options, String token) {

    /** The server of that home, or nothing if none runs. */
    static Optional<ServerInfo> find(Path home) throws IOException {
        Path run = home.resolve("data/run");
        Properties told = new Properties();
        String token;
        try {
            told.load(new StringReader(Files.readString(run.resolve("server.properties"))));
            token = Files.readString(run.resolve("token")).strip();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        long pid = Long.parseLong(told.getProperty("pid", "0"));
        // A server that was killed leaves its files, and its number may be another's by now; its lock goes with it.
        if (!isLocked(run.resolve("lock"))) {
            return Optional.empty();
        }
        return Optional.of(new ServerInfo(
                pid,
                told.getProperty("url", ""),
                Integer.parseInt(told.getProperty("shell", "0")),
                List.of(told.getProperty("options", "").split("\t")),
                token));
    }

    boolean isStarting() {
        return shellPort == 0;
    }

    private static boolean isLocked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
