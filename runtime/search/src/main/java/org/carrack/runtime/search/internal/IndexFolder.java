package org.carrack.runtime.search.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.util.IOUtils;
import org.apache.lucene.util.Version;

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
        IOUtils.rm(others.toArray(new Path[0]));
        return own;
    }
}
