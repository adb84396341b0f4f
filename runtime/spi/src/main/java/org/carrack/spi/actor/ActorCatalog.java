package org.carrack.spi.actor;

import java.util.List;
import java.util.Optional;
import org.carrack.actor.ActorException;
import org.carrack.auth.Caller;
import org.carrack.lifecycle.PackageContext;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The actors of all live packages. Implemented by the server, for transports and pages that list them.
 *
 * <p>Safe for any thread.
 */
@ProviderType
public interface ActorCatalog {

    /** The actors of all packages that a caller may access, by package and name. */
    List<ActorInfo> actors(Caller caller);

    /**
     * The actors of one package, by name.
     *
     * @throws ActorException {@code NOT_FOUND} if there is no such package, {@code UNAUTHENTICATED} or {@code FORBIDDEN} if
     *     the caller may not access it
     */
    List<ActorInfo> actors(String packageName, Caller caller);

    /** Whether a live package has an actor of that name, regardless of access. */
    boolean exists(String packageName, String actor);

    /** The live package of that name. */
    Optional<PackageContext> find(String packageName);
}
