package org.carrack.runtime.manager.internal.state;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.carrack.runtime.manager.internal.state.PackageListing.PackageSnapshot;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/**
 * Posts how packages change to Event Admin: topic {@code org/carrack/package/<STATE>}, with the states of
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
    public void setEventAdmin(EventAdmin service) {
        events.set(service);
    }

    public void unsetEventAdmin(EventAdmin service) {
        events.compareAndSet(service, null);
    }

    /** Posts an event for each package that has changed since the list before. */
    public synchronized void published(List<PackageSnapshot> now) {
        Map<String, PackageSnapshot> current = new HashMap<>();
        for (PackageSnapshot one : now) {
            PackageRecord record = one.record();
            current.put(record.id(), one);
            PackageSnapshot before = last.remove(record.id());
            if (before == null
                    || before.state() != one.state()
                    || !before.record().version().equals(record.version())
                    || !before.record().sha256().equals(record.sha256())) {
                post(one.state().toString(), record);
            }
        }
        last.values().forEach(deleted -> post("DELETED", deleted.record()));
        last = current;
    }

    private void post(String state, PackageRecord record) {
        EventAdmin admin = events.get();
        if (admin != null) {
            String reason = record.reason();
            admin.postEvent(new Event(
                    TOPIC + state,
                    Map.of(
                            "name",
                            record.name(),
                            "version",
                            record.version(),
                            "reason",
                            reason == null ? "" : reason)));
        }
    }
}
