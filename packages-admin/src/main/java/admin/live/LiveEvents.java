package admin.live;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.carrack.http.PushConnection;
import org.carrack.manage.BackgroundServices;
import org.carrack.manage.OperationListener;
import org.carrack.manage.Plugins;
import org.carrack.manage.RequestStatistics;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells pages what happens. Where nothing listens, nothing is looked at: what has no events of its own is looked at every two seconds while there is a
 * page, by one thread that ends with the last of them. For any thread.
 */
@Component(service = LiveEvents.class)
public class LiveEvents {

    private static final Logger LOG = LoggerFactory.getLogger(LiveEvents.class);

    private static final long LOOK_MS = 2_000;
    private static final int LOOKS_PER_METRIC = 2;
    private static final int LOOKS_PER_HEALTH = 15;

    private static final double MB = 1024 * 1024;

    private final Set<PushConnection> pages = ConcurrentHashMap.newKeySet();
    private final Map<String, String> seen = new ConcurrentHashMap<>();
    private final BundleContext context;
    private final LogFollower log;
    private @Nullable ServiceRegistration<OperationListener> listening;
    private @Nullable Repeating looking;
    private int looks;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable BackgroundServices services;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Plugins plugins;

    /** Not there before somebody has asked for health, as the page does. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable RequestStatistics requests;

    /** As that. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable HealthLook health;

    @Activate
    public LiveEvents(BundleContext context, @Reference LogFollower log) {
        this.context = context;
        this.log = log;
    }

    @Deactivate
    void deactivate() {
        pages.forEach(page -> page.close("the page is being replaced"));
        pages.clear();
        follow();
    }

    void add(PushConnection page) {
        pages.add(page);
        follow();
    }

    void remove(PushConnection page) {
        pages.remove(page);
        follow();
    }

    private synchronized void follow() {
        if (pages.isEmpty() && looking != null) {
            looking.close();
            looking = null;
            log.stop();
            if (listening != null) {
                listening.unregister();
                listening = null;
            }
        } else if (!pages.isEmpty() && looking == null) {
            looking = new Repeating("admin-live", this::look, LOOK_MS);
            log.start(lines -> publish("log", lines));
            listening = context.registerService(
                    OperationListener.class, operation -> publish("operation", Map.of("operation", operation)), null);
        }
    }

    private void look() {
        try {
            BackgroundServices nowServices = services;
            Plugins nowPlugins = plugins;
            changed(
                    "services",
                    nowServices == null
                            ? List.of()
                            : nowServices.list().stream()
                                    .map(one ->
                                            List.of(one.name(), one.state(), one.problem(), one.failures(), one.last()))
                                    .toList());
            changed("plugins", nowPlugins == null ? List.of() : nowPlugins.list());
            if (looks++ % LOOKS_PER_METRIC == 0) {
                publish("metrics", metrics());
            }
            HealthLook nowHealth = health;
            if (looks % LOOKS_PER_HEALTH == 0 && nowHealth != null) {
                changed("health", nowHealth.states());
            }
        } catch (RuntimeException e) {
            // A service that is about to go; it is looked at again soon.
            LOG.debug("what has changed could not be looked at", e);
        }
    }

    private void changed(String topic, Object now) {
        String text = Objects.toString(now);
        if (!text.equals(seen.put(topic, text))) {
            publish(topic, Map.of());
        }
    }

    private Map<String, Object> metrics() {
        Runtime runtime = Runtime.getRuntime();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("time", Instant.now().toString());
        values.put("heapMb", Math.round((runtime.totalMemory() - runtime.freeMemory()) / MB));
        values.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
        double load =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                        ? os.getProcessCpuLoad()
                        : 0;
        values.put("cpuPercent", Math.round(Math.max(0, load) * 1000) / 10.0);
        values.put("threadsByPackage", PackageThreads.count());
        RequestStatistics now = requests;
        values.put("requests", now == null ? List.of() : now.list());
        return values;
    }

    private void publish(String topic, Map<String, ?> values) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("topic", topic);
        event.putAll(values);
        String text = Json.write(event);
        pages.forEach(page -> page.send("", text));
    }
}
