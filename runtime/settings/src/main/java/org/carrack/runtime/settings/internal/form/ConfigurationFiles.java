package org.carrack.runtime.settings.internal.form;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Files of the configuration on disk. Stateless. */
public final class ConfigurationFiles {

    private ConfigurationFiles() {}

    /** The text of a file, with what is not UTF-8 replaced; empty if it is not there. */
    public static String read(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Whether a file that is there is in UTF-8, so that its text can be written back. */
    public static boolean isUtf8(Path file) throws IOException {
        try {
            Files.readString(file);
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * Writes a file as a whole or not at all.
     *
     * @param isSecret whether its owner alone may read it; a file that is there keeps who may
     */
    public static void write(Path file, String text, boolean isSecret) throws IOException {
        Path folder = Files.createDirectories(parent(file));
        // A link stays one: what it leads to is replaced.
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Path fresh = Files.createTempFile(
                Files.isSymbolicLink(file) ? parent(target) : folder, "." + file.getFileName(), ".new");
        try {
            Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(
                        fresh,
                        isSecret
                                ? PosixFilePermissions.fromString("rw-------")
                                : Files.exists(target)
                                        ? Files.getPosixFilePermissions(target)
                                        : PosixFilePermissions.fromString("rw-r--r--"));
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static Path parent(Path file) {
        @Nullable Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException(file + " is in no folder");
        }
        return parent;
    }
}
