package org.carrack.actor;

import java.util.List;
import java.util.Optional;
import org.carrack.auth.Caller;
import org.carrack.lifecycle.PackageContext;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Which actors there are. Implemented by the server, for protocols and pages that tell of them.
 *
 * <p>Safe for any thread.
 */
@ProviderType
public interface ActorCatalog {

    /** The actors of all packages whose doors are open to a caller, by package and name. */
    List<ActorInfo> actors(Caller caller);

    /**
     * The actors of one package, by name.
     *
     * @throws ActorException {@code NOT_FOUND} where there is no such package, {@code LOGIN_NEEDED} or {@code FORBIDDEN} where
     *     its doors are closed to the caller
     */
    List<ActorInfo> actors(String packageName, Caller caller);

    /** Whether a live package has an actor of that name, whoever may call it. */
    boolean exists(String packageName, String actor);

    /** The live package of that name. */
    Optional<PackageContext> find(String packageName);
}
