package org.carrack.runtime.search.internal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.util.Version;
import org.jspecify.annotations.Nullable;

/** Where an index is: below its own folder in one that names its format and Lucene's version, since one cannot read another's. Stateless. */
final class IndexFolder {

    private IndexFolder() {}

    /** The folder for this format; those of others are deleted. */
    static Path of(Path folder, int format) throws IOException {
        Path own = folder.resolve("%d-%s".formatted(format, Version.LATEST));
        Files.createDirectories(own);
        List<Path> others;
        try (Stream<Path> all = Files.list(folder)) {
            others = all.filter(path -> !path.equals(own)).toList();
        }
        for (Path other : others) {
            delete(other);
        }
        return own;
    }

    /** Deletes a folder with all that is in it; nothing if there is none. */
    static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
