package org.carrack.config;

import org.osgi.annotation.versioning.ProviderType;

/** The files of a package that is looked at and not live. Implemented by the server. */
@ProviderType
@FunctionalInterface
public interface PackageFiles {

    /** Whether there is a file or folder at a path, relative to the package's root. */
    boolean contains(String path);
}
