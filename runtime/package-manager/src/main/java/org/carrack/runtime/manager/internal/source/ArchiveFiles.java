package org.carrack.runtime.manager.internal.source;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.carrack.config.handler.PackageFiles;

/**
 * The files of a package that is verified.
 *
 * @param paths of all files, with {@code /} between folders
 * @param contents of each
 * @param exists whether there is a file or folder
 */
record ArchiveFiles(Set<String> paths, Contents contents, Predicate<String> exists) implements PackageFiles {

    /** What a file holds. */
    @FunctionalInterface
    interface Contents {
        Optional<byte[]> of(String path) throws IOException;
    }

    @Override
    public boolean contains(String path) {
        return exists.test(path);
    }

    @Override
    public Optional<byte[]> read(String path) {
        try {
            return contents.of(path);
        } catch (IOException e) {
            // It is reported when the package is opened.
            return Optional.empty();
        }
    }
}
