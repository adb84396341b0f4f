package org.carrack.runtime.manager.internal.source;

import java.util.List;
import java.util.Optional;
import org.carrack.runtime.manager.internal.resolve.PackageFacts;

/**
 * Packages that are not installed and could be: those of repositories, and files of the deploy folder that wait. Implementations
 * say when they may be called.
 */
public interface PackageOffers {

    /** What is on offer now. */
    List<PackageFacts> offers();

    /** The offer of that digest, if its bundle is in the artifact store already. */
    Optional<FetchedPackage> stored(String sha256);
}
