package org.carrack.runtime.manager.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/**
 * Tells by Event Admin how packages change: topic {@code org/carrack/package/<STATE>}, with the states of
 * {@code PackageState} and {@code DELETED}, and the properties {@code name}, {@code version} and {@code reason}.
 */
@Component(service = PackageEvents.class)
public final class PackageEvents {

    private static final String TOPIC = "org/carrack/package/";

    private final AtomicReference<@Nullable EventAdmin> events = new AtomicReference<>();
    private Map<String, PackageSnapshot> last = new HashMap<>();

    @Activate
    public PackageEvents() {}

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setEventAdmin(EventAdmin service) {
        events.set(service);
    }

    void unsetEventAdmin(EventAdmin service) {
        events.compareAndSet(service, null);
    }

    /** A package as it is told of. */
    record PackageSnapshot(String id, String name, String version, String state, String sha256, String reason) {}

    /** Tells what is different from last time. */
    synchronized void tell(List<PackageSnapshot> now) {
        Map<String, PackageSnapshot> current = new HashMap<>();
        for (PackageSnapshot seen : now) {
            current.put(seen.id(), seen);
            PackageSnapshot before = last.remove(seen.id());
            if (before == null
                    || !before.state().equals(seen.state())
                    || !before.version().equals(seen.version())
                    || !before.sha256().equals(seen.sha256())) {
                post(seen.state(), seen);
            }
        }
        last.values().forEach(gone -> post("DELETED", gone));
        last = current;
    }

    private void post(String state, PackageSnapshot seen) {
        EventAdmin admin = events.get();
        if (admin != null) {
            admin.postEvent(new Event(
                    TOPIC + state, Map.of("name", seen.name(), "version", seen.version(), "reason", seen.reason())));
        }
    }
}
