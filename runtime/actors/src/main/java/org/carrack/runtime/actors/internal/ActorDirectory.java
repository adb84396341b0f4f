package org.carrack.runtime.actors.internal;

import java.util.HashMap;
import java.util.Map;
import org.carrack.actor.Actor;
import org.carrack.lifecycle.PackageContext;
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
 * Which actors there are. An actor belongs to the package whose bundle registers it. Readers see an immutable map that is
 * swapped whole.
 */
@Component(service = ActorDirectory.class)
public final class ActorDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(ActorDirectory.class);

    /** The actors of all bundles. Two versions of a package may be there; the live one's bundle is the one that counts. */
    private volatile Map<Bundle, Map<String, ActorEntry>> actors = Map.of();

    private volatile Map<String, PackageContext> packages = Map.of();

    private final Map<ServiceReference<Actor>, ActorEntry> entries = new HashMap<>();

    @Activate
    public ActorDirectory() {}

    /** The live package of that name. */
    @Nullable
    PackageContext findPackage(String name) {
        return packages.get(name);
    }

    @Nullable
    ActorEntry findActor(PackageContext live, String actor) {
        return findActor(live.bundle(), actor);
    }

    private @Nullable ActorEntry findActor(Bundle bundle, String actor) {
        return actors.getOrDefault(bundle, Map.of()).get(actor);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
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
        Bundle bundle = reference.getBundle();
        if (bundle == null) {
            return;
        }
        try {
            ActorEntry entry = ActorEntry.of(actor);
            ActorEntry first = findActor(bundle, entry.name());
            if (first != null) {
                warn(
                        bundle,
                        "there are two actors named %s; %s is not offered, give it another @ActorName"
                                .formatted(entry.name(), actor.getClass().getName()));
                return;
            }
            entries.put(reference, entry);
            publish();
        } catch (IllegalArgumentException | LinkageError e) {
            warn(
                    bundle,
                    "actor %s is not offered: %s".formatted(actor.getClass().getName(), e.getMessage()));
        }
    }

    private void warn(Bundle bundle, String warning) {
        PackageContext context = packages.get(bundle.getSymbolicName());
        if (context == null) {
            LOG.warn("bundle {} is no live package: {}", bundle.getSymbolicName(), warning);
        } else {
            context.warn(warning);
        }
    }

    synchronized void removeActor(ServiceReference<Actor> reference) {
        if (entries.remove(reference) != null) {
            publish();
        }
    }

    private void publish() {
        Map<Bundle, Map<String, ActorEntry>> all = new HashMap<>();
        entries.forEach((reference, entry) -> {
            Bundle bundle = reference.getBundle();
            if (bundle != null) {
                all.computeIfAbsent(bundle, b -> new HashMap<>()).put(entry.name(), entry);
            }
        });
        actors = Map.copyOf(all);
    }
}
