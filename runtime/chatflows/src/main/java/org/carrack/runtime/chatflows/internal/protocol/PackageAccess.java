package org.carrack.runtime.chatflows.internal.protocol;

import java.net.URL;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.carrack.actor.ActorException;
import org.carrack.auth.Access;
import org.carrack.auth.Caller;
import org.carrack.lifecycle.PackageContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Who may talk to the chatflows of a package: whom its flags admit. For any thread. */
@Component(service = PackageAccess.class)
public final class PackageAccess {

    private final Map<String, PackageContext> packages = new ConcurrentHashMap<>();

    @Activate
    public PackageAccess() {}

    @Reference(
            target = PackageContext.ANY,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addPackage(PackageContext live) {
        packages.put(live.name(), live);
    }

    void removePackage(PackageContext live) {
        packages.remove(live.name(), live);
    }

    /** Whether a caller may; if the package is not live, nobody may. */
    Access.Decision decide(String packageName, Caller caller) {
        PackageContext live = packages.get(packageName);
        return live == null ? Access.Decision.FORBIDDEN : live.access().decide(caller, packageName);
    }

    /** A file of a live package; nothing if there is none. */
    Optional<URL> resource(String packageName, String path) {
        PackageContext live = packages.get(packageName);
        return live == null ? Optional.empty() : live.resource(path);
    }

    /** @throws ActorException if a caller may not */
    void check(String packageName, Caller caller) {
        switch (decide(packageName, caller)) {
            case ALLOWED -> {}
            case UNAUTHENTICATED ->
                throw new ActorException(
                        ActorException.Kind.UNAUTHENTICATED,
                        "the chats of package %s need a login".formatted(packageName));
            case FORBIDDEN ->
                throw ActorException.forbidden(
                        caller.reaches(packageName)
                                ? "%s may not use the chats of package %s".formatted(caller.name(), packageName)
                                : caller.denied(packageName));
        }
    }
}
