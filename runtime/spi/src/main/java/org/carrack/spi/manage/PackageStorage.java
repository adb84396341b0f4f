package org.carrack.spi.manage;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Storage for data of packages that outlives them: tables, settings, keys. Modules implement it as a service; the package
 * manager calls it when a package is deleted with its data.
 *
 * <p>Called by one thread at a time.
 */
@ConsumerType
public interface PackageStorage {

    /**
     * Deletes all data of a package that has been deleted. Called again after a crash.
     *
     * @throws Exception if something could not be deleted; it is logged
     */
    void purge(String packageName) throws Exception;
}
