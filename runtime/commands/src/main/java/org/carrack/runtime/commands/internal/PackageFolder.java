package org.carrack.runtime.commands.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a package as files of the machine, which other programs can read. */
final class PackageFolder {

    private static final Logger LOG = LoggerFactory.getLogger(PackageFolder.class);

    private static final int LONGEST_FIRST_LINE = 256;

    private static final String ELF = "\u007fELF";

    private PackageFolder() {}

    /** Copies all that the bundle holds but its classes; scripts that begin with {@code #!} and programs can be run. */
    static void layOut(Bundle bundle, Path folder) throws IOException {
        remove(folder);
        Files.createDirectories(folder);
        for (URL entry : Collections.list(bundle.findEntries("/", "*", true))) {
            String path = entry.getPath().replaceFirst("^/+", "");
            Path file = folder.resolve(path).normalize();
            if (!file.startsWith(folder) || path.endsWith(".class")) {
                continue;
            }
            if (path.endsWith("/")) {
                Files.createDirectories(file);
            } else {
                Files.createDirectories(file.getParent());
                try (InputStream in = entry.openStream()) {
                    Files.copy(in, file);
                }
                if (isProgram(file)) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
    }

    /** Whether the system can run a file: a script that says with what, or a program of Linux. */
    private static boolean isProgram(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String start = new String(in.readNBytes(ELF.length()), StandardCharsets.ISO_8859_1);
            return start.startsWith("#!") || start.equals(ELF);
        }
    }

    /** Whether a file is a script whose first line, which names a program, ends with a carriage return. */
    static boolean hasWindowsLineEnds(byte[] file) {
        String start = new String(file, 0, Math.min(file.length, LONGEST_FIRST_LINE), StandardCharsets.ISO_8859_1);
        int end = start.indexOf('\n');
        return start.startsWith("#!") && end > 0 && start.charAt(end - 1) == '\r';
    }

    static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} cannot be removed: {}", folder, e.getMessage());
        }
    }
}
