package org.carrack.spi.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Fetches packages from sources that are not local paths. Modules implement it as a service, one for each kind
 * of source; of several that accept a source, the one with the highest service ranking is called first.
 *
 * <p>Safe for any thread; may block.
 */
@ConsumerType
public interface SourceFetcher {

    /** Whether a source has the form of this kind. */
    boolean knows(String source);

    /**
     * Fetches what is at a source.
     *
     * @param folder an empty folder to put it into; the caller deletes it
     * @return the package, a file or folder inside {@code folder}; empty if the source is not of this kind after all, so
     *     that the next fetcher is called
     * @throws SourceProblem if it is of this kind and cannot be fetched
     * @throws IOException if the disk fails
     */
    Optional<Path> fetch(String source, Path folder) throws SourceProblem, IOException;
}
