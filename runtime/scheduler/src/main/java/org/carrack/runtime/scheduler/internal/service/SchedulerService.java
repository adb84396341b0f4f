package org.carrack.runtime.scheduler.internal.service;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.carrack.auth.Caller;
import org.carrack.config.ConfigTag;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.BackgroundServices;
import org.carrack.manage.ServiceException;
import org.carrack.manage.ServiceRun;
import org.carrack.manage.ServiceStatus;
import org.carrack.runtime.scheduler.internal.cluster.SharedServices;
import org.carrack.runtime.scheduler.internal.engine.Scheduler;
import org.carrack.runtime.scheduler.internal.engine.ServiceDefinition;
import org.carrack.runtime.scheduler.internal.engine.TimeSource;
import org.carrack.runtime.scheduler.internal.store.PausedServices;
import org.carrack.runtime.scheduler.internal.store.RunHistory;
import org.carrack.service.RunsOn;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.manage.PackageStorage;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The background services of this server. For any thread. */
@Component(service = {SchedulerService.class, BackgroundServices.class, PackageStorage.class})
public final class SchedulerService implements BackgroundServices, PackageStorage {

    private static final Logger LOG = LoggerFactory.getLogger(SchedulerService.class);

    /** Services that are due at nearly the same time are looked at together. */
    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private static final long STORE_EVERY_S = 5;
    private static final long READ_EVERY_S = 1;
    private static final long ADJUST_EVERY_S = 60;
    private static final long SWEEP_EVERY_S = 3_600;

    private final Map<String, ServiceDefinition> definitions = new ConcurrentHashMap<>();
    private final ServerConfig serverConfig;
    private final SchedulerConfig config;
    private final PausedServices paused;
    private final RunHistory history;
    private final Scheduler scheduler;
    private final SharedServices shared;
    private final ExecutorService jobs = JobThreads.make();
    private final ScheduledExecutorService housekeeping;
    private final Thread clock;
    private volatile boolean isStopped;

    /** @throws IOException if it cannot be read which services are paused */
    @Activate
    public SchedulerService(
            BundleContext context,
            @Reference(target = "(carrack.database=server)") DataSource database,
            @Reference ServerConfig serverConfig)
            throws IOException {
        this.serverConfig = serverConfig;
        config = serverConfig.view(SchedulerConfig.class);
        Path folder = Path.of(context.getProperty("carrack.home"), "data", "scheduler");
        String node = NodeName.of(folder.resolve("node"));
        paused = new PausedServices(folder.resolve("paused"));
        history = new RunHistory(database, node);
        scheduler = new Scheduler(
                TimeSource.system(), RandomGenerator.getDefault(), jobs, paused, this::override, history, node);
        shared = new SharedServices(
                database,
                RandomGenerator.getDefault(),
                jobs,
                this::override,
                history,
                node,
                Duration.ofSeconds(config.heartbeatS()));
        housekeeping = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "carrack-service-history"));
        schedule(scheduler::readOverrides, READ_EVERY_S);
        schedule(shared::check, READ_EVERY_S);
        schedule(shared::adjustClock, ADJUST_EVERY_S);
        schedule(this::store, STORE_EVERY_S);
        schedule(() -> history.deleteOlder(Instant.now().minus(Duration.ofDays(config.historyDays()))), SWEEP_EVERY_S);
        clock = daemon(this::run, "carrack-scheduler");
        clock.start();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it runs until the executor is stopped
    private void schedule(Runnable task, long everySeconds) {
        housekeeping.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error e) { // what throws is not run again by the executor
                        LOG.error("background services could not be looked after", e);
                    }
                },
                everySeconds,
                everySeconds,
                TimeUnit.SECONDS);
    }

    private void run() {
        while (!isStopped) {
            long left = SHORTEST_PAUSE;
            try {
                left = scheduler.tick();
            } catch (RuntimeException | Error e) { // this thread must not end
                LOG.error("background services could not be run", e);
            }
            LockSupport.parkNanos(Math.max(SHORTEST_PAUSE, left));
        }
    }

    @Deactivate
    void deactivate() {
        isStopped = true;
        LockSupport.unpark(clock);
        housekeeping.shutdown();
        scheduler.stop();
        shared.stop();
        store();
        jobs.shutdown();
    }

    private void store() {
        history.store(
                Stream.concat(scheduler.running().stream(), shared.running().stream())
                        .toList(),
                config.historyRuns());
    }

    private String override(String service) {
        return serverConfig
                .root()
                .child("services")
                .flatMap(services -> services.child(service))
                .flatMap(one -> one.child("schedule"))
                .flatMap(ConfigTag::value)
                .map(value -> String.valueOf(value).strip())
                .orElse("");
    }

    /**
     * A service of a live package has come.
     *
     * @throws IllegalArgumentException if there is one of that name
     */
    void add(ServiceDefinition definition) {
        // The same name in the other kind is the same name for people.
        if (definitions.putIfAbsent(definition.name(), definition) != null) {
            throw new IllegalArgumentException(
                    "there are two services named %s; give one another @ServiceName".formatted(definition.name()));
        }
        if (definition.runsOn() == RunsOn.ONE_SERVER) {
            shared.add(definition);
        } else {
            scheduler.add(definition);
            LockSupport.unpark(clock);
        }
    }

    /** A service is gone; returns when its run has ended, or after some seconds. */
    void remove(ServiceDefinition definition) {
        definitions.remove(definition.name(), definition);
        if (definition.runsOn() == RunsOn.ONE_SERVER) {
            shared.remove(definition);
        } else {
            scheduler.remove(definition);
        }
    }

    @Override
    public List<ServiceStatus> list() {
        return Stream.concat(scheduler.list().stream(), shared.list().stream())
                .sorted(Comparator.comparing(ServiceStatus::name))
                .toList();
    }

    @Override
    public ServiceStatus find(String name) throws ServiceException {
        return shared.has(name) ? shared.find(name) : scheduler.find(name);
    }

    @Override
    public void run(String name, Caller by) throws ServiceException {
        if (shared.has(name)) {
            shared.run(name, by);
        } else {
            scheduler.run(name, by);
        }
    }

    @Override
    public ServiceStatus pause(String name, Caller by) throws ServiceException {
        return shared.has(name) ? shared.pause(name, by) : scheduler.pause(name, by);
    }

    @Override
    public ServiceStatus resume(String name, Caller by) throws ServiceException {
        if (shared.has(name)) {
            return shared.resume(name, by);
        }
        ServiceStatus status = scheduler.resume(name, by);
        LockSupport.unpark(clock);
        return status;
    }

    @Override
    public List<ServiceRun> history(String name, int most) throws ServiceException {

        List<ServiceRun> runs;
        try {
            store();
            runs = history.last(name, most);
        } catch (SQLException e) {
            throw new ServiceException(
                    Kind.FAILED, "the history of services cannot be read now: %s".formatted(e.getMessage()), e);
        }
        if (runs.isEmpty() && list().stream().noneMatch(one -> one.name().equals(name))) {
            throw new ServiceException(
                    Kind.NOT_FOUND, "there is no service %s, and none of that name has run".formatted(name));
        }
        return runs;
    }

    @Override
    public void purge(String packageName) throws Exception {
        paused.purge(packageName);
        history.purge(packageName);
        shared.purge(packageName);
    }
}
