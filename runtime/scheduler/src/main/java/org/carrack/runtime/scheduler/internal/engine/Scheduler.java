package org.carrack.runtime.scheduler.internal.engine;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.carrack.auth.Caller;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.ServiceException;
import org.carrack.manage.ServiceRun;
import org.carrack.manage.ServiceStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the services of a server when they are due. Whoever has one calls {@link #tick} again and again; runs are on threads of the executor.
 * For any thread.
 */
public final class Scheduler {

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    /** A clock that is set back by more than that was wrong: what it said does not count. */
    private static final Duration SMALL_STEP_BACK = Duration.ofHours(2);

    /** Clocks and the configuration change without a word. */
    private static final long LONGEST_TICK = Duration.ofSeconds(1).toNanos();

    private final Map<String, LiveService> services = new ConcurrentHashMap<>();
    private final TimeSource time;
    private final RandomGenerator random;
    private final Executor threads;
    private final Pauses pauses;
    private final Function<String, String> overrides;
    private final RunListener listener;
    private final String node;
    private Instant tickedAt;
    private long tickedNanos;

    /**
     * Without services.
     *
     * @param threads runs jobs, which may block
     * @param overrides the schedule that the configuration has for a service; empty for none
     * @param node the name of this server
     */
    public Scheduler(
            TimeSource time,
            RandomGenerator random,
            Executor threads,
            Pauses pauses,
            Function<String, String> overrides,
            RunListener listener,
            String node) {
        this.time = time;
        this.random = random;
        this.threads = threads;
        this.pauses = pauses;
        this.overrides = overrides;
        this.listener = listener;
        this.node = node;
        tickedAt = time.now();
        tickedNanos = time.nanos();
    }

    /**
     * Adds a service.
     *
     * @throws IllegalArgumentException if there is one of that name
     */
    public void add(ServiceDefinition definition) {
        LiveService added = new LiveService(definition, pauses.isPaused(definition.name()), time, random, node);
        override(added);
        if (services.putIfAbsent(definition.name(), added) != null) {
            throw new IllegalArgumentException(
                    "there are two services named %s; give one another @ServiceName".formatted(definition.name()));
        }
    }

    private void override(LiveService service) {
        service.override(overrides.apply(service.definition().name()));
    }

    /** Removes a service. What runs of it is interrupted, and waited for some seconds. */
    public void remove(ServiceDefinition definition) {
        LiveService removed = services.get(definition.name());
        if (removed == null || !removed.definition().equals(definition)) {
            return;
        }
        services.remove(definition.name(), removed);
        removed.remove().ifPresent(JobRun::awaitEnd);
    }

    /** Ends all. What runs is interrupted, and waited for together. */
    public void stop() {
        List<LiveService> all = List.copyOf(services.values());
        services.clear();
        all.stream().map(LiveService::remove).toList().forEach(running -> running.ifPresent(JobRun::awaitEnd));
    }

    /** Runs what is due; returns after how many nanoseconds it is to be called again. */
    public long tick() {
        boolean wasWrong = wasClockWrong();
        long left = LONGEST_TICK;
        for (LiveService service : services.values()) {
            try {
                if (wasWrong) {
                    service.restart();
                }
                left = Math.min(left, tick(service));
            } catch (RuntimeException | Error e) { // of one service; the others are due all the same
                LOG.error(
                        "the service {} could not be looked after",
                        service.definition().name(),
                        e);
            }
        }
        return Math.max(0, left);
    }

    private synchronized boolean wasClockWrong() {
        Instant now = time.now();
        long nanos = time.nanos();
        Duration stepBack = Duration.between(now, tickedAt.plusNanos(nanos - tickedNanos));
        tickedAt = now;
        tickedNanos = nanos;
        return stepBack.compareTo(SMALL_STEP_BACK) > 0;
    }

    private long tick(LiveService service) {
        service.checkLimit();
        LiveService.Decision decision = service.decide();
        for (ServiceRun missed : decision.missed()) {
            LOG.warn("the service {} did not run at {}", missed.service(), missed.scheduledFor());
            listener.ended(missed);
        }
        decision.toRun().ifPresent(run -> execute(service, run));
        return service.left();
    }

    /** Has those services whose schedule in the configuration has changed follow the new one. To be called from time to time. */
    public void readOverrides() {
        services.values().forEach(this::override);
    }

    private void execute(LiveService service, JobRun run) {
        try {
            threads.execute(() -> {
                Throwable failure = run.run();
                try {
                    ended(service, run, failure);
                } finally {
                    run.ended();
                }
            });
        } catch (RejectedExecutionException e) {
            ended(service, run, new IllegalStateException("too many services run at once", e));
            run.ended();
        }
    }

    private void ended(LiveService service, JobRun run, @Nullable Throwable failure) {
        ServiceRun record = service.ended(run, failure);
        if (record.outcome().isFailure()) {
            LOG.error("the service {} failed ({})", record.service(), record.outcome(), failure);
        }
        listener.ended(record);
        if (service.hasMissed()) {
            long unused = tick(service);
        }
    }

    /** The runs that go on. */
    public List<ServiceRun> running() {
        return services.values().stream()
                .flatMap(service -> service.running().stream())
                .toList();
    }

    // What administrators do.

    /** All. */
    public List<ServiceStatus> list() {
        return services.values().stream().map(LiveService::status).toList();
    }

    /**
     * One of them.
     *
     * @throws ServiceException if there is none of that name
     */
    public ServiceStatus find(String name) throws ServiceException {
        return service(name).status();
    }

    private LiveService service(String name) throws ServiceException {
        LiveService found = services.get(name);
        if (found == null) {
            throw new ServiceException(
                    Kind.NOT_FOUND, "there is no service %s; carrack service list has those there are".formatted(name));
        }
        return found;
    }

    /**
     * Runs a service now.
     *
     * @throws ServiceException if there is none of that name, or it runs already
     */
    public void run(String name, Caller by) throws ServiceException {
        LiveService service = service(name);
        JobRun run = service.request()
                .orElseThrow(() -> new ServiceException(Kind.REFUSED, "the service %s runs already".formatted(name)));
        LOG.info("{} runs the service {}", by.name(), name);
        execute(service, run);
    }

    /**
     * Pauses a service.
     *
     * @throws ServiceException if there is none of that name, or that cannot be stored
     */
    public ServiceStatus pause(String name, Caller by) throws ServiceException {
        LiveService service = service(name);
        try {
            pauses.pause(name);
        } catch (IOException e) {
            throw notStored(name, e);
        }
        service.pause();
        LOG.info("{} pauses the service {}", by.name(), name);
        return service.status();
    }

    /**
     * Resumes a service.
     *
     * @throws ServiceException as for {@link #pause}
     */
    public ServiceStatus resume(String name, Caller by) throws ServiceException {
        LiveService service = service(name);
        try {
            pauses.resume(name);
        } catch (IOException e) {
            throw notStored(name, e);
        }
        service.resume();
        LOG.info("{} resumes the service {}", by.name(), name);
        return service.status();
    }

    private static ServiceException notStored(String name, IOException cause) {
        return new ServiceException(
                Kind.FAILED,
                "it cannot be stored whether the service %s is paused, so nothing was changed: %s"
                        .formatted(name, cause.getMessage()),
                cause);
    }
}
