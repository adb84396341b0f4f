package org.carrack.runtime.actors.internal;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorException.Kind;
import org.carrack.auth.Access;
import org.carrack.auth.Caller;
import org.carrack.lifecycle.PackageContext;
import org.carrack.spi.actor.ActorCatalog;
import org.carrack.spi.actor.ActorInfo;
import org.carrack.spi.actor.DynamicActor;
import org.carrack.spi.actor.ServerActor;
import org.carrack.spi.server.ServiceProperties;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All actors of live packages. The bundle that registers an actor decides which package it belongs to, so two versions of
 * a package that meet while one replaces the other do not disturb each other. Reading takes no lock.
 */
@Component(service = {ActorDirectory.class, ActorCatalog.class})
public final class ActorDirectory implements ActorCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(ActorDirectory.class);

    private final Limits limits;
    private volatile Map<Bundle, Host> hosts = Map.of();
    private volatile Map<String, PackageContext> packages = Map.of();

    /** The actors of the server itself, by the names they are called with as that of a package. */
    private volatile Map<String, Host> ofServer = Map.of();

    private final Map<ServiceReference<Actor>, Place> places = new HashMap<>();

    /** Where an actor is listed; a reference to a service that is gone does not know its bundle any more. */
    private record Place(Bundle bundle, String name) {}

    @Activate
    public ActorDirectory(@Reference Limits limits) {
        this.limits = limits;
    }

    /** Whether there is a live package of that name, or actors of the server are called by it. */
    boolean has(String packageName) {
        return packages.containsKey(packageName) || ofServer.containsKey(packageName);
    }

    /**
     * The actors of a live package, or of the server by that name.
     *
     * @return null if the package has none
     * @throws ActorException if there is no such package, or the caller may not access it
     */
    @Nullable
    Host open(String packageName, Caller caller) {
        PackageContext live = packages.get(packageName);
        Host host = live == null ? ofServer.get(packageName) : null;
        if (host != null) {
            return host;
        }
        if (live == null) {
            throw ActorException.notFound("package %s not found".formatted(packageName));
        }
        switch (live.access().decide(caller, packageName)) {
            case UNAUTHENTICATED ->
                throw new ActorException(
                        Kind.UNAUTHENTICATED, "the actors of package %s need a login".formatted(packageName));
            case FORBIDDEN ->
                throw ActorException.forbidden(
                        caller.reaches(packageName)
                                ? "%s may not call the actors of package %s".formatted(caller.name(), packageName)
                                : caller.denied(packageName));
            case ALLOWED -> {
                return host(live);
            }
        }
        throw new AssertionError();
    }

    /** The actors of a package, if it has any. */
    private @Nullable Host host(PackageContext live) {
        return hosts.get(live.bundle());
    }

    @Override
    public List<ActorInfo> actors(Caller caller) {
        return packages.values().stream()
                .filter(live -> live.access().decide(caller, live.name()) == Access.Decision.ALLOWED)
                .sorted(Comparator.comparing(PackageContext::name))
                .flatMap(live -> infos(live.name(), host(live)).stream())
                .toList();
    }

    @Override
    public List<ActorInfo> actors(String packageName, Caller caller) {
        return infos(packageName, open(packageName, caller));
    }

    private static List<ActorInfo> infos(String packageName, @Nullable Host host) {
        return host == null
                ? List.of()
                : host.actors().values().stream()
                        .map(actor -> actor.info(packageName))
                        .sorted(Comparator.comparing(ActorInfo::name))
                        .toList();
    }

    @Override
    public boolean exists(String packageName, String actor) {
        PackageContext live = packages.get(packageName);
        Host host = live == null ? ofServer.get(packageName) : host(live);
        return host != null && host.find(actor) != null;
    }

    @Override
    public Optional<PackageContext> find(String packageName) {
        return Optional.ofNullable(packages.get(packageName));
    }

    @Reference(
            target = PackageContext.ANY,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    synchronized void addPackage(PackageContext context) {
        Map<String, PackageContext> changed = new HashMap<>(packages);
        changed.put(context.name(), context);
        packages = Map.copyOf(changed);
    }

    synchronized void removePackage(PackageContext context) {
        Map<String, PackageContext> changed = new HashMap<>(packages);
        changed.remove(context.name(), context);
        packages = Map.copyOf(changed);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void addActor(Actor actor, ServiceReference<Actor> reference) {
        Set<String> names = ServiceProperties.texts(reference::getProperty, ServerActor.NAMES);
        if (!names.isEmpty()) {
            Map<String, Host> changed = new HashMap<>(ofServer);
            names.forEach(name -> changed.put(name, serverHost(actor, name)));
            ofServer = Map.copyOf(changed);
            return;
        }
        Bundle bundle = actor instanceof DynamicActor made ? made.bundle() : reference.getBundle();
        if (bundle == null) {
            return;
        }
        try {
            Host host = hosts.getOrDefault(bundle, emptyHost());
            ActorEntry entry = ActorEntry.of(actor, bundle.getSymbolicName(), host.mapper());
            if (host.find(entry.name()) != null) {
                reject(bundle, ActorVerifier.twice(entry.name(), actor.getClass()));
                return;
            }
            places.put(reference, new Place(bundle, entry.name()));
            put(bundle, host.with(entry));
        } catch (IllegalArgumentException | LinkageError e) {
            reject(bundle, ActorVerifier.notOffered(actor.getClass(), e));
        }
    }

    private Host emptyHost() {
        return new Host(new Lazy<>(Json::mapper), new PackageBulkhead(limits::callsPerPackage), Map.of());
    }

    private Host serverHost(Actor actor, String name) {
        Host host = emptyHost();
        return host.with(ActorEntry.of(actor, name, host.mapper()));
    }

    private void reject(Bundle bundle, String reason) {
        PackageContext context = packages.get(bundle.getSymbolicName());
        if (context == null) {
            LOG.warn("bundle {} is no live package: {}", bundle.getSymbolicName(), reason);
        } else {
            context.reject(reason);
        }
    }

    synchronized void removeActor(ServiceReference<Actor> reference) {
        Map<String, Host> left = new HashMap<>(ofServer);
        if (left.keySet().removeAll(ServiceProperties.texts(reference::getProperty, ServerActor.NAMES))) {
            ofServer = Map.copyOf(left);
        }
        Place place = places.remove(reference);
        Host host = place == null ? null : hosts.get(place.bundle());
        if (place != null && host != null) {
            put(place.bundle(), host.without(place.name()));
        }
    }

    private void put(Bundle bundle, Host host) {
        Map<Bundle, Host> changed = new HashMap<>(hosts);
        if (host.actors().isEmpty()) {
            changed.remove(bundle);
        } else {
            changed.put(bundle, host);
        }
        hosts = Map.copyOf(changed);
    }
}
