package org.carrack.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Fetches packages from places that are no paths of this machine. Modules implement it as a service, one for each kind
 * of place; of several that know a source, the one of the highest service ranking is asked first.
 *
 * <p>Safe for any thread; may block.
 */
@ConsumerType
public interface SourceFetcher {

    /** Whether a source looks like one of this kind. */
    boolean knows(String source);

    /**
     * Fetches what is at a source.
     *
     * @param folder an empty folder to put it into; the caller deletes it
     * @return the package, a file or folder inside {@code folder}, or nothing where there is nothing of this kind at the
     *     source after all and another fetcher should be asked
     * @throws SourceProblem where it is of this kind and cannot be had
     * @throws IOException where the disk fails
     */
    Optional<Path> fetch(String source, Path folder) throws SourceProblem, IOException;
}
