package org.carrack.runtime.http.internal.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.carrack.runtime.http.internal.routing.RouteMatcher;
import org.carrack.spi.http.TrafficGates;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gates of all packages. It needs no Jetty, so that gates can be closed before the port is open. */
@Component(service = {TrafficGates.class, Gates.class})
public final class Gates implements TrafficGates, RouteMatcher.Packages {

    private static final Logger LOG = LoggerFactory.getLogger(Gates.class);

    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(15);

    private final Map<String, Gate> gates = new ConcurrentHashMap<>();
    private final List<Consumer<String>> opening = new CopyOnWriteArrayList<>();
    private final ExecutorService resumer = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "carrack-gate");
        thread.setDaemon(true);
        return thread;
    });

    private final ScheduledExecutorService expiry = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "carrack-gate-expiry");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public Gates() {}

    @Deactivate
    public void deactivate() {
        gates.keySet().forEach(this::remove);
        resumer.shutdown();
        expiry.shutdownNow();
    }

    /** Whether there is a package of that name, or is to be one. */
    @Override
    public boolean exists(String packageName) {
        return gates.containsKey(packageName);
    }

    /** Whether requests of a package wait: it is being replaced, or is to come. */
    @Override
    public boolean isClosed(String packageName) {
        Gate gate = gates.get(packageName);
        return gate != null && gate.isClosed();
    }

    /** Notifies a listener of each package whose gate is about to open or to be removed. */
    public void whenOpening(Consumer<String> listener) {
        opening.add(listener);
    }

    @Override
    public void pass(String packageName, Passage request) {
        Gate gate = gates.get(packageName);
        if (gate == null) {
            request.enter(() -> {});
        } else if (gate.enter()) {
            request.enter(gate::leave);
        } else {
            hold(gate, packageName, request);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // one that got through finds nothing to expire
    private void hold(Gate gate, String packageName, Passage request) {
        Gate.Waiting waiting = new Gate.Waiting() {
            @Override
            public void resume() {
                pass(packageName, request);
            }

            @Override
            public void refuse() {
                request.refuse();
            }
        };
        expiry.schedule(() -> gate.expire(waiting), LONGEST_HOLD.toMillis(), TimeUnit.MILLISECONDS);
        gate.hold(waiting);
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
            opening.forEach(listener -> listener.accept(packageName));
            gate.open(resumer);
        }
    }

    @Override
    public void remove(String packageName) {
        Gate gate = gates.remove(packageName);
        if (gate != null) {
            opening.forEach(listener -> listener.accept(packageName));
            gate.open(resumer);
        }
    }
}
