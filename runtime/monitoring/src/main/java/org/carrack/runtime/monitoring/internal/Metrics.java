package org.carrack.runtime.monitoring.internal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.carrack.http.HttpAnswer;
import org.carrack.http.HttpCall;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.RequestObserver;
import org.carrack.lifecycle.PackageContext;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackageState;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** {@code /metrics}: requests by package, packages by state and the JVM, as Prometheus reads it. */
@Component(
        service = {HttpEndpoint.class, RequestObserver.class},
        property = HttpEndpoint.PATH + "=/metrics")
public final class Metrics implements HttpEndpoint, RequestObserver {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /** Whatever a client makes up counts as one. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Openness openness;
    private final Map<Key, Timer> requests = new ConcurrentHashMap<>();
    private final Map<String, PackageContext> live = new ConcurrentHashMap<>();

    private record Key(String packageName, String method, int status) {}

    @Activate
    public Metrics(@Reference PackageManager packages, @Reference Openness openness) {
        this.openness = openness;
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        collections.bindTo(registry);
        for (PackageState state : PackageState.values()) {
            Gauge.builder(
                            "carrack.packages",
                            packages,
                            all -> all.list().stream()
                                    .filter(one -> one.state() == state)
                                    .count())
                    .tag("state", state.name())
                    .description("packages by their state")
                    .register(registry);
        }
    }

    @Deactivate
    void deactivate() {
        collections.close();
        registry.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPackage(PackageContext one) {
        live.put(one.name(), one);
    }

    /** What was counted goes with its package; while it is being replaced the next version is there before. */
    void removePackage(PackageContext one) {
        live.remove(one.name(), one);
    }

    @Override
    public void answered(String packageName, String method, int status, long nanos) {
        requests.computeIfAbsent(new Key(packageName, METHODS.contains(method) ? method : "OTHER", status), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Key key) {
        return Timer.builder("http.server.requests")
                .description("requests that were answered, by package")
                .tag("package", key.packageName())
                .tag("method", key.method())
                .tag("status", String.valueOf(key.status()))
                .register(registry);
    }

    /** Forgets what was counted for packages that are gone. */
    private void forgetGone() {
        requests.entrySet().removeIf(entry -> {
            String name = entry.getKey().packageName();
            if (name.isEmpty() || live.containsKey(name)) {
                return false;
            }
            Meter meter = entry.getValue();
            registry.remove(meter);
            return true;
        });
    }

    @Override
    public CompletionStage<HttpAnswer> handle(HttpCall call) {
        if (!call.isRead()) {
            return CompletableFuture.completedFuture(
                    HttpAnswer.error(405, "this can only be read").with("Allow", "GET, HEAD"));
        }
        if (!openness.isOpen(call)) {
            return CompletableFuture.completedFuture(
                    call.caller().isAnonymous()
                            ? HttpAnswer.error(401, "this needs a login").with("WWW-Authenticate", "Bearer")
                            : HttpAnswer.error(403, "you may not see this"));
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    forgetGone();
                    return new HttpAnswer(
                            200,
                            Map.of("Content-Type", TEXT, "Cache-Control", "no-store"),
                            registry.scrape(TEXT).getBytes(StandardCharsets.UTF_8));
                },
                call.workers());
    }
}
