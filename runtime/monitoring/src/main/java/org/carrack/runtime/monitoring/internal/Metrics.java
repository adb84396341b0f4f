package org.carrack.runtime.monitoring.internal;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpPath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.lifecycle.PackageContext;
import org.carrack.manage.BackgroundServices;
import org.carrack.manage.PackageManager;
import org.carrack.manage.PackageState;
import org.carrack.manage.PluginStatus;
import org.carrack.manage.Plugins;
import org.carrack.manage.RequestStatistics;
import org.carrack.manage.ServiceStatus;
import org.carrack.runtime.monitoring.internal.StatusMeters.Latest;
import org.carrack.spi.http.RequestObserver;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** {@code /metrics}: requests by package, packages by state, runs of background services, plugins and the JVM, as Prometheus reads it. */
@Component(service = {HttpEndpoint.class, RequestObserver.class, RequestStatistics.class})
@HttpPath("/metrics")
public final class Metrics implements HttpEndpoint, RequestObserver, RequestStatistics {

    private static final double MEDIAN = 0.5;
    private static final double PERCENTILE_95 = 0.95;
    private static final double PERCENTILE_99 = 0.99;

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /** Whatever a client makes up counts as one. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE");

    private final PackageManager packages;
    private final Openness openness;
    private final Map<Key, Counted> requests = new ConcurrentHashMap<>();
    private final Map<String, Timer> latencies = new ConcurrentHashMap<>();
    private final Map<String, PackageContext> live = new ConcurrentHashMap<>();
    private final StatusMeters<ServiceStatus> serviceMeters = new StatusMeters<>(ServiceStatus::name, Metrics::meters);
    private final StatusMeters<PluginStatus> pluginMeters =
            new StatusMeters<>(PluginStatus::name, Metrics::pluginMeters);

    /** Not there before the first package with one. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable BackgroundServices backgroundServices;

    /** Not there before the first package with one. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Plugins plugins;

    private volatile @Nullable PrometheusMeterRegistry registry;
    private @Nullable JvmGcMetrics collections;

    private record Key(String packageName, String method, int status) {}

    /** How many requests there were, and how long they took. */
    private static final class Counted {
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();
        private @Nullable Meter meter;
    }

    @Activate
    public Metrics(@Reference PackageManager packages, @Reference Openness openness) {
        this.packages = packages;
        this.openness = openness;
    }

    @Deactivate
    synchronized void deactivate() {
        if (collections != null) {
            collections.close();
        }
        if (registry != null) {
            registry.close();
        }
    }

    /** Made at the first request: its classes would cost every start of the server. */
    private PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry known = registry;
        if (known != null) {
            return known;
        }
        PrometheusMeterRegistry made = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new ClassLoaderMetrics().bindTo(made);
        new JvmMemoryMetrics().bindTo(made);
        new JvmThreadMetrics().bindTo(made);
        new ProcessorMetrics().bindTo(made);
        new UptimeMetrics().bindTo(made);
        new FileDescriptorMetrics().bindTo(made);
        JvmGcMetrics ofCollector = new JvmGcMetrics();
        ofCollector.bindTo(made);
        collections = ofCollector;
        for (PackageState state : PackageState.values()) {
            Gauge.builder(
                            "carrack.packages",
                            packages,
                            all -> all.list().stream()
                                    .filter(one -> one.state() == state)
                                    .count())
                    .tag("state", state.name())
                    .description("packages by their state")
                    .register(made);
        }
        registry = made;
        return made;
    }

    @Reference(
            target = PackageContext.ANY,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addPackage(PackageContext one) {
        live.put(one.name(), one);
    }

    /** What was counted goes with its package; while it is being replaced the next version is there before. */
    void removePackage(PackageContext one) {
        live.remove(one.name(), one);
    }

    @Override
    public void answered(String packageName, String method, int status, long nanos) {
        Counted counted = requests.computeIfAbsent(
                new Key(packageName, METHODS.contains(method) ? method : "OTHER", status), key -> new Counted());
        counted.count.increment();
        counted.nanos.add(nanos);
        PrometheusMeterRegistry meters = registry;
        if (meters != null) {
            latencies
                    .computeIfAbsent(packageName, name -> latency(name, meters))
                    .record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private static Timer latency(String packageName, MeterRegistry meters) {
        return Timer.builder("carrack.http.latency")
                .description("how long the requests of the last two minutes took, by package")
                .tag("package", packageName)
                .publishPercentiles(MEDIAN, PERCENTILE_95, PERCENTILE_99)
                .register(meters);
    }

    @Override
    public synchronized List<PackageRequests> list() {
        forgetPackages(registry());
        Map<String, List<Map.Entry<Key, Counted>>> byPackage = new TreeMap<>(requests.entrySet().stream()
                .collect(Collectors.groupingBy(entry -> entry.getKey().packageName())));
        return byPackage.entrySet().stream()
                .map(entry -> statistics(entry.getKey(), entry.getValue()))
                .toList();
    }

    private PackageRequests statistics(String packageName, List<Map.Entry<Key, Counted>> counted) {
        Timer timer = latencies.get(packageName);
        HistogramSnapshot latest = timer == null ? HistogramSnapshot.empty(0, 0, 0) : timer.takeSnapshot();
        return new PackageRequests(
                packageName,
                count(counted, 0),
                count(counted, 400) - count(counted, 500),
                count(counted, 500),
                percentile(latest, MEDIAN),
                percentile(latest, PERCENTILE_95),
                percentile(latest, PERCENTILE_99),
                Duration.ofNanos((long) latest.max(TimeUnit.NANOSECONDS)));
    }

    private static long count(List<Map.Entry<Key, Counted>> counted, int leastStatus) {
        return counted.stream()
                .filter(entry -> entry.getKey().status() >= leastStatus)
                .mapToLong(entry -> entry.getValue().count.sum())
                .sum();
    }

    private static Duration percentile(HistogramSnapshot latest, double wanted) {
        return Arrays.stream(latest.percentileValues())
                .filter(one -> one.percentile() == wanted)
                // The percentiles are of buckets, which may end behind the longest.
                .map(one -> Duration.ofNanos(
                        (long) Math.min(one.value(TimeUnit.NANOSECONDS), latest.max(TimeUnit.NANOSECONDS))))
                .findFirst()
                .orElse(Duration.ZERO);
    }

    private static List<Meter> meters(Latest<ServiceStatus> service, MeterRegistry meters) {
        Tags tags = Tags.of(
                "service", service.status().name(), "package", service.status().packageName());
        return List.of(
                FunctionTimer.builder(
                                "carrack.service.runs",
                                service,
                                one -> one.status().totals().runs(),
                                one -> one.status().totals().time().toNanos(),
                                TimeUnit.NANOSECONDS)
                        .description("runs of background services that have ended on this server")
                        .tags(tags)
                        .register(meters),
                FunctionCounter.builder(
                                "carrack.service.failures",
                                service,
                                one -> one.status().totals().failed())
                        .description("those of them that failed, or took too long")
                        .tags(tags)
                        .register(meters),
                Gauge.builder(
                                "carrack.service.failing",
                                service,
                                one -> one.status().failures())
                        .description("how often a background service has failed since it last did not")
                        .tags(tags)
                        .register(meters));
    }

    private static List<Meter> pluginMeters(Latest<PluginStatus> plugin, MeterRegistry meters) {
        Tags tags = Tags.of(
                "plugin", plugin.status().name(), "package", plugin.status().packageName());
        return List.of(
                Gauge.builder(
                                "carrack.plugin.running",
                                plugin,
                                one -> one.status().state() == PluginStatus.State.RUNNING ? 1 : 0)
                        .description("whether a plugin runs")
                        .tags(tags)
                        .register(meters),
                FunctionCounter.builder(
                                "carrack.plugin.starts",
                                plugin,
                                one -> one.status().starts())
                        .description("how often a plugin was run since its package came")
                        .tags(tags)
                        .register(meters),
                FunctionCounter.builder(
                                "carrack.plugin.deaths",
                                plugin,
                                one -> one.status().deaths())
                        .description("how often a plugin has died since its package came")
                        .tags(tags)
                        .register(meters));
    }

    /** What was counted of packages that are not there any more. */
    private void forgetPackages(MeterRegistry meters) {
        requests.entrySet().removeIf(entry -> {
            Meter meter = entry.getValue().meter;
            boolean isGone = isGone(entry.getKey().packageName());
            if (isGone && meter != null) {
                meters.remove(meter);
            }
            return isGone;
        });
        latencies.entrySet().removeIf(entry -> {
            boolean isGone = isGone(entry.getKey());
            if (isGone) {
                meters.remove(entry.getValue());
            }
            return isGone;
        });
    }

    private boolean isGone(String packageName) {
        return !packageName.isEmpty() && !live.containsKey(packageName);
    }

    private synchronized String scrape() {
        PrometheusMeterRegistry meters = registry();
        forgetPackages(meters);
        requests.forEach((key, counted) -> {
            if (counted.meter == null) {
                counted.meter = FunctionTimer.builder(
                                "http.server.requests",
                                counted,
                                one -> one.count.sum(),
                                one -> one.nanos.sum(),
                                TimeUnit.NANOSECONDS)
                        .description("requests that were answered, by package")
                        .tag("package", key.packageName())
                        .tag("method", key.method())
                        .tag("status", String.valueOf(key.status()))
                        .register(meters);
            }
        });
        BackgroundServices services = backgroundServices;
        serviceMeters.update(services == null ? List.of() : services.list(), meters);
        Plugins running = plugins;
        pluginMeters.update(running == null ? List.of() : running.list(), meters);
        return meters.scrape(TEXT);
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        if (!call.isRead()) {
            return CompletableFuture.completedFuture(
                    HttpResponse.error(405, "this can only be read").with("Allow", "GET, HEAD"));
        }
        if (!openness.isOpen(call)) {
            return CompletableFuture.completedFuture(
                    call.caller().isAnonymous()
                            ? HttpResponse.error(401, "this needs a login").with("WWW-Authenticate", "Bearer")
                            : HttpResponse.error(403, "you may not see this"));
        }
        return CompletableFuture.supplyAsync(
                () -> new HttpResponse(
                        200,
                        Map.of("Content-Type", TEXT, "Cache-Control", "no-store"),
                        scrape().getBytes(StandardCharsets.UTF_8)),
                call.workers());
    }
}
