package org.carrack.runtime.manager.internal.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/** Opens archives as the usual tools do, and names the formats that the server cannot open. */
public final class Archives {

    /** The names of a zip that says nothing of its encoding are in it (APPNOTE 6.3.10, appendix D). */
    private static final String OLD_NAMES = "IBM437";

    /** The first bytes of archives of other kinds. */
    private static final Map<String, String> OTHERS = Map.of(
            "\u00FD7zXZ", "an xz archive",
            "7z\u00BC\u00AF", "a 7z archive",
            "Rar!", "a rar archive",
            "(\u00B5/\u00FD", "a zstd archive");

    private Archives() {}

    /** Opens a zip whose names are in UTF-8, or else in the encoding of old. */
    public static ZipFile zip(Path file) throws IOException {
        try {
            return new ZipFile(file.toFile());
        } catch (ZipException e) {
            if (!Charset.isSupported(OLD_NAMES)) {
                throw e;
            }
            try {
                return new ZipFile(file.toFile(), Charset.forName(OLD_NAMES));
            } catch (ZipException other) {
                // It is not the names.
                throw e;
            }
        }
    }

    /** The format of a file that is no zip, by its first bytes or its name; nothing if it may become a zip. */
    public static Optional<String> nonZipFormat(Path file) throws IOException {
        String start;
        try (InputStream in = Files.newInputStream(file)) {
            start = new String(in.readNBytes(8), StandardCharsets.ISO_8859_1);
        }
        Optional<String> kind = OTHERS.entrySet().stream()
                .filter(other -> start.startsWith(other.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        boolean hasOtherName = name.matches(".*\\.[a-z0-9]{1,5}") && !name.endsWith(".zip") && !name.endsWith(".jar");
        return kind.or(() -> hasOtherName && !start.startsWith("PK")
                ? Optional.of("neither a zip, a jar nor a tar.gz")
                : Optional.empty());
    }

    /** Whether a zip cannot be read because a password is needed. */
    public static boolean isEncrypted(Path file) {
        try (org.apache.commons.compress.archivers.zip.ZipFile zip =
                org.apache.commons.compress.archivers.zip.ZipFile.builder()
                        .setPath(file)
                        .get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                if (entry.getGeneralPurposeBit().usesEncryption()) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            // Something else is wrong with it.
            return false;
        }
    }
}
