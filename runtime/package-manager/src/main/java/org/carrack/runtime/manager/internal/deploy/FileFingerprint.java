package org.carrack.runtime.manager.internal.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Identifies a state of a file or folder without reading its content. */
final class FileFingerprint {

    private FileFingerprint() {}

    /** Size and times of the file, or of all files in the folder. */
    static String of(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return ofFile(path);
        }
        List<String> stamps = new ArrayList<>();
        try (Stream<Path> files = Files.walk(path.toRealPath())) {
            for (Path file : files.sorted().toList()) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    stamps.add(path.toRealPath().relativize(file) + "=" + ofFile(file));
                }
            }
        }
        return "folder:" + stamps.size() + ":" + Integer.toHexString(stamps.hashCode());
    }

    private static String ofFile(Path file) throws IOException {
        String stamp = Files.size(file) + ":" + Files.getLastModifiedTime(file).toMillis();
        // The time of change cannot be set by hand: it also differs for a copy that kept size and time.
        return Files.getFileStore(file).supportsFileAttributeView("unix")
                ? stamp + ":" + Files.getAttribute(file, "unix:ctime")
                : stamp;
    }
}
