package org.carrack.spi.manage;

import org.carrack.config.handler.PackageFiles;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Verifies the files of a package that is not live in a folder that has a meaning for a module. Modules implement it as a service.
 *
 * <p>Called by any thread.
 */
@ConsumerType
@FunctionalInterface
public interface FolderVerifier {

    /** The service property with the name of the folder at the package's root; it is asked about packages that have that folder. */
    String FOLDER = "carrack.folder";

    /** Verifies them, and tells warnings, each as {@code file:line:column: sentence}. */
    void verify(PackageFiles files);
}
