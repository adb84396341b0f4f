package org.carrack.runtime.manager.internal.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Bundles kept by their SHA-256. A file is on disk whole before it has its name, and never changes after. Safe for any
 * thread.
 */
public final class ArtifactStore {

    private static final String SUFFIX = ".jar";

    private final Path folder;

    public ArtifactStore(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Writes the content of a new artifact. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Keeps an artifact.
     *
     * @return its digest in hexadecimal
     * @throws IOException if it cannot be written, the disk being full for one; nothing is left then
     */
    public String put(Content content) throws IOException {
        Path unfinished = Files.createTempFile(folder, "unfinished-", ".tmp");
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (FileChannel file = FileChannel.open(unfinished, StandardOpenOption.WRITE);
                    OutputStream out = new DigestOutputStream(Channels.newOutputStream(file), digest)) {
                content.writeTo(out);
                out.flush();
                file.force(true);
            }
            String sha256 = HexFormat.of().formatHex(digest.digest());
            Path kept = path(sha256);
            // Where it is there already it is left alone: its bundle may run from it. Unless it is damaged.
            if (damage(sha256).isPresent()) {
                Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return sha256;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Keeps a copy of a stream. */
    public String put(InputStream in) throws IOException {
        return put(out -> in.transferTo(out));
    }

    /** Where the artifact is, if it is there. */
    public Path path(String sha256) {
        return folder.resolve(sha256 + SUFFIX);
    }

    /** What is wrong with an artifact: {@code missing}, {@code truncated} or {@code altered}; nothing if it is whole. */
    public Optional<String> damage(String sha256) throws IOException {
        Path file = path(sha256);
        if (!Files.isRegularFile(file)) {
            return Optional.of("missing");
        }
        if (digest(file).equals(sha256)) {
            return Optional.empty();
        }
        return Optional.of(isWholeZip(file) ? "altered" : "truncated");
    }

    /** A zip ends with its directory's end record; half a one does not. */
    private static boolean isWholeZip(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.size() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The SHA-256 of a file in hexadecimal. */
    public static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[64 << 10];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Removes what no digest in {@code wanted} names, and what an interrupted {@link #put} left. */
    public void keepOnly(Set<String> wanted) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!name.endsWith(SUFFIX) || !wanted.contains(name.substring(0, name.length() - SUFFIX.length()))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
