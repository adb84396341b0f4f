package org.carrack.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The home folder of a server: its parts, the lock that keeps a second server out, and the files by which clients find this one. */
final class Home implements AutoCloseable {

    private final Path folder;
    private final RandomAccessFile lockFile;
    private final FileLock lock;

    private Home(Path folder, RandomAccessFile lockFile, FileLock lock) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** @throws LaunchException if the folder cannot be written, or a server runs in it */
    static Home open(Path folder) throws LaunchException {
        try {
            for (String part : new String[] {"etc", "deploy", "data", "data/run", "log"}) {
                Files.createDirectories(folder.resolve(part));
            }
            // A deploy folder that cannot be written does not prevent the start: packages come in other ways, too.
            for (String part : new String[] {"data", "log"}) {
                Files.delete(Files.createTempFile(folder.resolve(part), ".writable", ".tmp"));
            }
            // Secrets of settings, accounts, and who did what from where are the owner's to read, whatever the umask.
            for (String part : new String[] {"etc", "data", "data/run", "log"}) {
                restrict(folder.resolve(part), "rwx------");
            }
            RandomAccessFile file =
                    new RandomAccessFile(folder.resolve("data/run/lock").toFile(), "rw");
            FileLock lock = tryLock(file);
            if (lock == null) {
                file.close();
                throw LaunchException.failed(
                        "a server already runs in %s%s; stop it first, or give this one another --home"
                                .formatted(folder, told(folder)));
            }
            return new Home(folder, file, lock);
        } catch (IOException e) {
            throw LaunchException.failed(
                    "the home folder %s cannot be written (%s); make it writable or give another with --home"
                            .formatted(folder, e.getMessage()));
        }
    }

    private static @Nullable FileLock tryLock(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String told(Path folder) {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("data/run/server.properties"));
            if (lines.size() < 2) {
                return "";
            }
            return lines.get(1).equals("url=")
                    ? " (%s)".formatted(lines.get(0))
                    : " (%s, %s)".formatted(lines.get(0), lines.get(1));
        } catch (IOException e) {
            return "";
        }
    }

    Path folder() {
        return folder;
    }

    Path path(String part) {
        return folder.resolve(part);
    }

    /** A new token, left where only the home's owner can read it: who can show it is the owner. */
    String newToken() throws IOException {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        // Tokens begin so, which the HTTP server keeps from packages.
        String token =
                "carrack_owner_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        write("token", token + "\n");
        return token;
    }

    /**
     * Writes where clients find the server.
     *
     * @param address its URL; empty while it starts
     * @param shellPort the port of its shell; 0 while it starts
     * @param options what it was started with, for a restart
     */
    void announce(String address, String shellPort, List<String> options) throws IOException {
        write(
                "server.properties",
                "pid=%d\nurl=%s\nshell=%s\noptions=%s\n"
                        .formatted(
                                ProcessHandle.current().pid(),
                                address,
                                shellPort,
                                String.join("\t", options).replace("\\", "\\\\")));
    }

    private void write(String name, String text) throws IOException {
        Path file = path("data/run/" + name);
        Path next = path("data/run/" + name + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next);
        restrict(next, "rw-------");
        Files.writeString(next, text, StandardCharsets.UTF_8);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void restrict(Path path, String permissions) throws IOException {
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    /**
     * The folder of the framework's cache. It holds nothing that cannot be made again, and is emptied when the platform
     * or the Java it was made with has changed.
     */
    Path cache(String stamp) throws IOException {
        Path cache = path("data/cache/framework");
        Path stampFile = path("data/cache/stamp");
        String last = Files.isRegularFile(stampFile) ? Files.readString(stampFile) : "";
        if (!last.equals(stamp)) {
            // What the modules keep beside it, too.
            delete(path("data/cache"));
            Files.createDirectories(cache);
            Files.writeString(stampFile, stamp);
        }
        return cache;
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(tree)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    @Override
    public void close() throws IOException {
        for (String name : Set.of("server.properties", "token")) {
            Files.deleteIfExists(path("data/run/" + name));
        }
        lock.release();
        lockFile.close();
    }
}
