package org.carrack.config.handler;

import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** The files of a package that is verified, not live. Implemented by the server. */
@ProviderType
@FunctionalInterface
public interface PackageFiles {

    /** Whether there is a file or folder at a path, relative to the package's root. */
    boolean contains(String path);

    /** The name of the package; empty if nobody knows it. */
    default String packageName() {
        return "";
    }

    /** The paths of all files, relative to the package's root; none if a descriptor alone is looked at. */
    default Set<String> paths() {
        return Set.of();
    }

    /** The content of a file; nothing if there is no such file, or a descriptor alone is looked at. */
    default Optional<byte[]> read(String path) {
        return Optional.empty();
    }

    /** Reports a warning, in one sentence, as {@code PackageContext.warn} does for a live package. */
    default void warn(String warning) {}
}
