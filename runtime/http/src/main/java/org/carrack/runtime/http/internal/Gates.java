package org.carrack.runtime.http.internal;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.carrack.http.TrafficGates;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gates of all packages. It needs no Jetty, so that gates can be closed before the port is open. */
@Component(service = {TrafficGates.class, Gates.class})
public final class Gates implements TrafficGates {

    private static final Logger LOG = LoggerFactory.getLogger(Gates.class);

    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final Map<String, Gate> gates = new ConcurrentHashMap<>();
    private final ExecutorService resumer = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "carrack-gate");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public Gates() {}

    @Deactivate
    void deactivate() {
        gates.keySet().forEach(this::remove);
        resumer.shutdown();
    }

    /** The gate before a package, or nothing where there is no such package. */
    @Nullable
    Gate find(String packageName) {
        return gates.get(packageName);
    }

    @Override
    public void close(String packageName) {
        if (!gates.computeIfAbsent(packageName, name -> new Gate()).close(DRAIN)) {
            LOG.warn(
                    "requests to package {} are still running after {} s; it is replaced all the same",
                    packageName,
                    DRAIN.toSeconds());
        }
    }

    @Override
    public void open(String packageName) {
        Gate gate = gates.get(packageName);
        if (gate != null) {
            gate.open(resumer);
        }
    }

    @Override
    public void remove(String packageName) {
        Gate gate = gates.remove(packageName);
        if (gate != null) {
            gate.open(resumer);
        }
    }
}
