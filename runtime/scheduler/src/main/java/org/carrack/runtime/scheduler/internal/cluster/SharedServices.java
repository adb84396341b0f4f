package org.carrack.runtime.scheduler.internal.cluster;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.exceptions.DbSchedulerException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.carrack.auth.Caller;
import org.carrack.failure.RequestException.Kind;
import org.carrack.manage.ServiceException;
import org.carrack.manage.ServiceRun;
import org.carrack.manage.ServiceRun.Outcome;
import org.carrack.manage.ServiceRun.Trigger;
import org.carrack.manage.ServiceStatus;
import org.carrack.runtime.scheduler.internal.cluster.Plan.Why;
import org.carrack.runtime.scheduler.internal.engine.Backoff;
import org.carrack.runtime.scheduler.internal.engine.JobRun;
import org.carrack.runtime.scheduler.internal.engine.MissedTimes;
import org.carrack.runtime.scheduler.internal.engine.ServiceDefinition;
import org.carrack.runtime.scheduler.internal.engine.TimeSource;
import org.carrack.runtime.scheduler.internal.store.RunHistory;
import org.carrack.service.Schedule;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services that one of several servers runs. Each has a row in db-scheduler's table with its next time, which stays when a package
 * stops: another server may have it, or its next version. Nothing is opened before the first comes. For any thread.
 */
public final class SharedServices {

    private static final Logger LOG = LoggerFactory.getLogger(SharedServices.class);

    /** A server that is silent for so many heartbeats is dead. */
    private static final int MISSED_HEARTBEATS = 4;

    private static final int THREADS = 20;
    private static final Duration POLLING = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    /** How often, and after what time, it is looked whether a paused service is still picked. */
    private static final int MOST_LOOKS = 40;

    private static final long NEXT_LOOK_MS = 50;

    /** When another server may look whether it has a service that this one has not. */
    private static final Duration HAND_OVER = Duration.ofSeconds(2);

    /** db-scheduler deletes what no server has known for so long. */
    private static final Duration NEVER = Duration.ofDays(36_500);

    private final DataSource database;
    private final RandomGenerator random;
    private final ExecutorService threads;
    private final Function<String, String> overrides;
    private final RunHistory history;
    private final String node;
    private final Duration heartbeat;
    private final TimeSource time = TimeSource.system();
    private final Map<String, SharedService> services = new ConcurrentHashMap<>();
    private final CustomTask<String> task = Tasks.custom(SharedTables.TASK, String.class)
            .onFailure(SharedServices::tryAgain)
            .onDeadExecution(this::takeOver)
            .execute(this::execute);

    private volatile @Nullable Open open;
    private boolean isAway;
    private boolean isStopped;

    private record Open(SharedTables tables, DatabaseClock clock, Scheduler scheduler) {}

    /**
     * Without services.
     *
     * @param threads runs jobs, which may block
     * @param overrides the schedule that the configuration has for a service; empty for none
     * @param node the name of this server
     * @param heartbeat how often this server says that it lives
     */
    public SharedServices(
            DataSource database,
            RandomGenerator random,
            ExecutorService threads,
            Function<String, String> overrides,
            RunHistory history,
            String node,
            Duration heartbeat) {
        this.database = database;
        this.random = random;
        this.threads = threads;
        this.overrides = overrides;
        this.history = history;
        this.node = node;
        this.heartbeat = heartbeat;
    }

    /**
     * Adds a service. The database learns of it with the next {@link #check}.
     *
     * @throws IllegalArgumentException if there is one of that name
     */
    public void add(ServiceDefinition definition) {
        SharedService added = new SharedService(definition, time, node);
        added.override(overrides.apply(definition.name()));
        if (services.putIfAbsent(definition.name(), added) != null) {
            throw new IllegalArgumentException(
                    "there are two services named %s; give one another @ServiceName".formatted(definition.name()));
        }
    }

    /** Removes a service. What runs of it is interrupted, and waited for some seconds; its next time stays. */
    public void remove(ServiceDefinition definition) {
        SharedService removed = services.get(definition.name());
        if (removed == null || !removed.definition().equals(definition)) {
            return;
        }
        services.remove(definition.name(), removed);
        removed.cancel(Outcome.CANCELLED).ifPresent(JobRun::awaitEnd);
    }

    /** Ends all: other servers go on. */
    public void stop() {
        Open now;
        synchronized (this) {
            isStopped = true;
            now = open;
            open = null;
        }
        services.values().stream()
                .map(service -> service.cancel(Outcome.CANCELLED))
                .toList()
                .forEach(running -> running.ifPresent(JobRun::awaitEnd));
        services.clear();
        if (now != null) {
            now.scheduler().stop();
        }
    }

    /** Tells the database of services and schedules that have come, and looks after runs. To be called each second or so; blocks. */
    public void check() {
        if (services.isEmpty()) {
            return;
        }
        services.values().forEach(SharedService::checkRun);
        try {
            Open now = opened();
            for (SharedService service : services.values()) {
                service.override(overrides.apply(service.definition().name()));
                if (!service.isKnown()) {
                    plan(now, service);
                    service.known();
                }
            }
            if (isAway) {
                LOG.info("services that one server runs go on: the database is there again");
            }
            isAway = false;
        } catch (SQLException | DbSchedulerException | IllegalStateException e) {
            if (!isAway) {
                LOG.error("services that one server runs wait, since the database is away: {}", e.getMessage());
            }
            isAway = true;
        }
    }

    /** Reads the database's time anew. To be called each minute or so; blocks. */
    public void adjustClock() {
        Open now = open;
        if (now != null) {
            try {
                now.clock().adjust();
            } catch (SQLException e) {
                LOG.debug("the time of the database cannot be read now", e);
            }
        }
    }

    private synchronized Open opened() throws SQLException {
        Open now = open;
        if (now == null) {
            if (isStopped) {
                throw new IllegalStateException("the server stops");
            }
            SharedTables tables = new SharedTables(database);
            DatabaseClock clock = new DatabaseClock(database, time::nanos);
            SchedulerBuilder builder = Scheduler.create(database, task)
                    .tableName(SharedTables.TASKS)
                    .schedulerName(() -> node)
                    .clock(clock)
                    .serializer(new TextSerializer())
                    .jdbcCustomization(
                            tables.isPostgres()
                                    ? new PostgreSqlJdbcCustomization(false, true)
                                    : new DefaultJdbcCustomization(true))
                    .executorService(threads)
                    .threads(THREADS)
                    .pollingInterval(POLLING)
                    .heartbeatInterval(heartbeat)
                    .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                    .deleteUnresolvedAfter(NEVER)
                    .shutdownMaxWait(PATIENCE);
            now = new Open(tables, clock, builder.build());
            now.scheduler().start();
            open = now;
        }
        return now;
    }

    /** Sees to it that the table has the next time of a service by the schedule in effect. */
    private void plan(Open now, SharedService service) {
        String name = service.definition().name();
        Schedule schedule = service.schedule();
        Optional<Instant> next = schedule.next(now.clock().now());
        Optional<ScheduledExecution<Object>> known =
                now.scheduler().getScheduledExecution(TaskInstanceId.of(SharedTables.TASK, name));
        if (known.isEmpty()) {
            Instant first = service.definition().isOnStart() ? now.clock().now() : next.orElse(null);
            if (first != null) {
                Plan plan = new Plan(first, 0, Why.SCHEDULE, schedule.toString());
                boolean unused = now.scheduler()
                        .scheduleIfNotExists(task.instance(name, plan.text()), lateAtRandom(service, first));
            }
            return;
        }
        boolean isOther = readPlan(known.get().getData())
                .map(plan -> !plan.schedule().equals(schedule.toString()))
                .orElse(true);
        if (isOther && next.isPresent() && !known.get().isPicked()) {
            Plan plan = new Plan(next.get(), 0, Why.SCHEDULE, schedule.toString());
            boolean unused = now.scheduler()
                    .reschedule(
                            TaskInstanceId.of(SharedTables.TASK, name), lateAtRandom(service, next.get()), plan.text());
        }
    }

    private Instant lateAtRandom(SharedService service, Instant moment) {
        Duration jitter = service.definition().jitter();
        return jitter.isZero() ? moment : moment.plusNanos(random.nextLong(jitter.toNanos()));
    }

    /** What is stored of one; nothing if this version cannot read it. */
    private static Optional<Plan> readPlan(@Nullable Object data) {
        try {
            return data == null ? Optional.empty() : Optional.of(Plan.read(String.valueOf(data)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    // On threads of jobs.

    private CompletionHandler<String> execute(TaskInstance<String> instance, ExecutionContext context) {
        SharedService service = services.get(instance.getId());
        Open now = open;
        if (service == null || now == null || context.getSchedulerState().isShuttingDown()) {
            String data = instance.getData();
            return (complete, operations) ->
                    operations.reschedule(complete, complete.getTimeDone().plus(HAND_OVER), data);
        }
        Instant moment = now.clock().now();
        Schedule schedule = service.schedule();
        Plan plan = readPlan(instance.getData())
                .filter(known -> known.schedule().equals(schedule.toString()))
                .orElseGet(() -> new Plan(schedule.next(moment).orElse(moment), 0, Why.SCHEDULE, schedule.toString()));
        if (plan.at().isAfter(moment) && plan.why() == Why.SCHEDULE) {
            // The schedule has changed meanwhile.
            return (complete, operations) -> reschedule(complete, operations, service, plan);
        }
        if (plan.why() == Why.REQUEST) {
            return completed(service, plan, run(service, Trigger.REQUEST, moment, context), plan.at(), moment);
        }
        if (isPaused(now, instance.getId())) {
            return completed(service, plan, null, schedule.next(moment).orElse(null), moment);
        }
        if (plan.why() == Why.REPEAT) {
            return completed(
                    service,
                    plan,
                    run(service, Trigger.SCHEDULE, plan.at(), context),
                    schedule.next(plan.at()).orElse(null),
                    moment);
        }
        MissedTimes times = MissedTimes.of(
                schedule,
                plan.at(),
                moment,
                service.definition().missedRuns(),
                service.definition().jitter());
        times.missed().forEach(missed -> history.ended(service.definition().missed(missed, moment, node)));
        if (times.toRun().isEmpty()) {
            return completed(service, plan, null, times.next(), moment);
        }
        Instant first = times.toRun().get(0);
        Instant next = times.toRun().size() > 1 ? times.toRun().get(1) : times.next();
        return completed(
                service,
                new Plan(first, plan.failures(), plan.why(), plan.schedule()),
                run(service, Trigger.SCHEDULE, first, context),
                next,
                moment);
    }

    private static boolean isPaused(Open now, String name) {
        try {
            return now.tables().paused().contains(name);
        } catch (SQLException e) {
            throw new IllegalStateException("it is not known whether the service is paused: " + e.getMessage(), e);
        }
    }

    private Outcome run(SharedService service, Trigger trigger, Instant scheduledFor, ExecutionContext context) {
        CurrentlyExecuting executing = context.getCurrentlyExecuting();
        JobRun run = service.begin(trigger, scheduledFor, context.getExecution().version, executing);
        Throwable failure = run.run();
        Outcome outcome = run.outcome(failure);
        ServiceRun record = run.record(outcome, JobRun.oneLine(failure), time.nanos(), node);
        service.ended(record);
        if (outcome.isFailure()) {
            LOG.error("the service {} failed ({})", record.service(), outcome, failure);
        } else if (outcome == Outcome.LOST) {
            LOG.error("another server has taken over the service {} while this one was away", record.service());
        }
        history.ended(record);
        run.ended();
        return outcome;
    }

    /**
     * Stores what comes after a run; one that was cancelled, since its package stops here, is done again by another server, or by its next
     * version. If another server has taken over, db-scheduler refuses it by the row's version.
     */
    private CompletionHandler<String> completed(
            SharedService service, Plan plan, @Nullable Outcome outcome, @Nullable Instant next, Instant begun) {
        boolean isFailure = outcome != null && outcome.isFailure();
        int failures = outcome == null ? plan.failures() : Backoff.failures(plan.failures(), outcome);
        service.failures(failures);
        Why why = outcome == Outcome.CANCELLED && plan.why() != Why.REQUEST ? Why.REPEAT : Why.SCHEDULE;
        Instant notBefore = begun.plus(Backoff.after(isFailure ? failures : 0));
        Instant then = next != null && isFailure && next.isBefore(notBefore)
                ? service.schedule().next(notBefore.minusNanos(1)).orElse(null)
                : outcome == Outcome.CANCELLED ? plan.at() : next;
        return (complete, operations) -> {
            if (then == null) {
                operations.stop();
            } else {
                Plan following = new Plan(then, failures, why, plan.schedule());
                reschedule(complete, operations, service, following);
            }
        };
    }

    private void reschedule(
            ExecutionComplete complete, ExecutionOperations<String> operations, SharedService service, Plan plan) {
        operations.reschedule(complete, lateAtRandom(service, plan.at()), plan.text());
    }

    /** What is around a run has failed, such as the database: the same is tried again. */
    private static void tryAgain(ExecutionComplete complete, ExecutionOperations<String> operations) {
        operations.reschedule(complete, complete.getTimeDone().plus(TRY_AGAIN));
    }

    /** The server that ran it is dead, or has not said for long that it lives. */
    private void takeOver(ExecutionComplete complete, ExecutionOperations<String> operations) {
        Execution dead = complete.getExecution();
        String data = String.valueOf(dead.taskInstance.getData());
        Optional<Plan> plan = readPlan(data);
        LOG.warn("the server {} is dead or silent; the service {} is run again", dead.pickedBy, dead.getId());
        history.lost(dead.getId(), plan.map(Plan::at).orElse(dead.getExecutionTime()), String.valueOf(dead.pickedBy));
        operations.reschedule(
                complete,
                complete.getTimeDone(),
                plan.map(known -> known.why(known.why() == Why.REQUEST ? Why.REQUEST : Why.REPEAT)
                                .text())
                        .orElse(data));
    }

    /** The runs that go on here. */
    public List<ServiceRun> running() {
        return services.values().stream()
                .flatMap(service -> service.running().stream())
                .toList();
    }

    // What administrators do.

    /** All, with what the database knows of them if it is there. */
    public List<ServiceStatus> list() {
        Map<String, ScheduledExecution<String>> known = new HashMap<>();
        Set<String> paused = new HashSet<>();
        Open now = open;
        if (now != null) {
            try {
                now.scheduler()
                        .fetchScheduledExecutionsForTask(
                                SharedTables.TASK,
                                String.class,
                                execution ->
                                        known.put(execution.getTaskInstance().getId(), execution));
                paused.addAll(now.tables().paused());
            } catch (SQLException | RuntimeException e) { // what is known here is told all the same
                LOG.debug("the database does not say when services run next", e);
            }
        }
        return services.values().stream()
                .map(service -> {
                    String name = service.definition().name();
                    ScheduledExecution<String> execution = known.get(name);
                    Optional<Plan> plan = execution == null ? Optional.empty() : readPlan(execution.getData());
                    return service.status(
                            plan.map(Plan::at),
                            plan.map(Plan::failures).orElse(service.failures()),
                            execution != null && execution.isPicked(),
                            paused.contains(name));
                })
                .toList();
    }

    /** Whether it is a service of this kind. */
    public boolean has(String name) {
        return services.containsKey(name);
    }

    /**
     * One of them.
     *
     * @throws ServiceException if there is none of that name
     */
    public ServiceStatus find(String name) throws ServiceException {
        return list().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ServiceException(Kind.NOT_FOUND, "there is no service %s".formatted(name)));
    }

    private interface Operation {
        void on(Open open) throws SQLException, ServiceException;
    }

    private void done(Operation operation) throws ServiceException {
        try {
            operation.on(opened());
        } catch (SQLException | DbSchedulerException | IllegalStateException e) {
            throw new ServiceException(
                    Kind.FAILED,
                    "the database that the servers share is away, and nothing was done: %s".formatted(e.getMessage()),
                    e);
        }
    }

    /**
     * Has one of the servers run a service now.
     *
     * @throws ServiceException if it runs already, or the database is away
     */
    public void run(String name, Caller by) throws ServiceException {
        LOG.info("{} runs the service {}", by.name(), name);
        done(now -> {
            SharedService service = services.get(name);
            if (service == null) {
                throw new ServiceException(Kind.NOT_FOUND, "there is no service %s".formatted(name));
            }
            plan(now, service);
            boolean isRequested = request(now, service);
            // A paused one is picked at each of its times for as long as it takes to see that it is: that is no run.
            for (int looks = 0;
                    !isRequested && looks < MOST_LOOKS && service.running().isEmpty() && isPaused(now, name);
                    looks++) {
                awaitNextLook(name);
                isRequested = request(now, service);
            }
            if (!isRequested) {
                throw new ServiceException(Kind.REFUSED, "the service %s runs already".formatted(name));
            }
            now.scheduler().triggerCheckForDueExecutions();
        });
    }

    /** Makes now the next time of a service; false while it is picked. */
    private static boolean request(Open now, SharedService service) throws ServiceException {
        String name = service.definition().name();
        TaskInstanceId id = TaskInstanceId.of(SharedTables.TASK, name);
        ScheduledExecution<Object> known = now.scheduler()
                .getScheduledExecution(id)
                .orElseThrow(() ->
                        new ServiceException(Kind.REFUSED, "the service %s has no time any more".formatted(name)));
        if (known.isPicked()) {
            return false;
        }
        Plan plan = readPlan(known.getData())
                .orElseGet(() -> new Plan(
                        known.getExecutionTime(),
                        0,
                        Why.SCHEDULE,
                        service.schedule().toString()));
        try {
            return now.scheduler()
                    .reschedule(id, now.clock().now(), plan.why(Why.REQUEST).text());
        } catch (TaskInstanceCurrentlyExecutingException | TaskInstanceNotFoundException e) {
            return false;
        }
    }

    private static void awaitNextLook(String name) throws ServiceException {
        try {
            TimeUnit.MILLISECONDS.sleep(NEXT_LOOK_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceException(
                    Kind.FAILED, "who wanted the service %s to run was interrupted; try again".formatted(name), e);
        }
    }

    /**
     * Pauses a service on all servers.
     *
     * @throws ServiceException if the database is away
     */
    public ServiceStatus pause(String name, Caller by) throws ServiceException {
        done(now -> now.tables().pause(name));
        LOG.info("{} pauses the service {}", by.name(), name);
        return find(name);
    }

    /**
     * Resumes a service on all servers.
     *
     * @throws ServiceException if the database is away
     */
    public ServiceStatus resume(String name, Caller by) throws ServiceException {
        done(now -> now.tables().resume(name));
        LOG.info("{} resumes the service {}", by.name(), name);
        return find(name);
    }

    /** Deletes all of a package. */
    public void purge(String packageName) throws SQLException {
        opened().tables().purge(packageName);
    }
}
