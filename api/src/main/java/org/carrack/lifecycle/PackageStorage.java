package org.carrack.lifecycle;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps something of packages that outlives them: tables, settings, keys. Modules implement it as a service; the package
 * manager tells it when a package is deleted with its data.
 *
 * <p>Called by one thread at a time.
 */
@ConsumerType
public interface PackageStorage {

    /**
     * Deletes all that it keeps of a package, which is not there any more. Called again where the server died on the way.
     *
     * @throws Exception where something could not be deleted; it is logged
     */
    void purge(String packageName) throws Exception;
}
