package org.carrack.runtime.manager.internal.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The problems of files of the deploy folder: each is logged and stands in {@code <file>.problem} beside the file. Safe for any
 * thread.
 */
record ProblemFiles(Path folder) {

    /** What the names of problem files end with. */
    static final String SUFFIX = ".problem";

    private static final Logger LOG = LoggerFactory.getLogger(ProblemFiles.class);

    void write(String file, String reason) {
        LOG.error("deploy/{}: {}", file, reason);
        try {
            Files.write(path(file), List.of(reason), StandardCharsets.UTF_8);
        } catch (IOException e) {
            LOG.warn("{} could not be written: {}", path(file), e.toString());
        }
    }

    void delete(String file) {
        try {
            Files.deleteIfExists(path(file));
        } catch (IOException e) {
            LOG.warn("{} could not be deleted: {}", path(file), e.toString());
        }
    }

    private Path path(String file) {
        return folder.resolve(file + SUFFIX);
    }
}
