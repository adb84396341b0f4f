package org.carrack.spi.manage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The packages that are installed in this server. Implemented by the package manager, which registers it as a service before it starts
 * a package: for modules that the package manager itself needs, and which can therefore not wait for it.
 *
 * <p>Safe for any thread.
 */
@ProviderType
public interface InstalledPackages {

    /**
     * An installed package.
     *
     * @param isFailed whether it should run and does not
     * @param folder the folder that it follows: what is changed there is in the package a moment later
     */
    record InstalledPackage(String name, String version, boolean isFailed, Optional<Path> folder) {}

    /** All installed packages; of several versions of one the primary comes first. */
    List<InstalledPackage> installed();

    /** The package of that name. */
    default Optional<InstalledPackage> installed(String name) {
        return installed().stream().filter(one -> one.name().equals(name)).findFirst();
    }
}
