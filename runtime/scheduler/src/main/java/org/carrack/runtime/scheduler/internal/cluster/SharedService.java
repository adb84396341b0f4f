package org.carrack.runtime.scheduler.internal.cluster;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import java.time.Instant;
import java.util.Optional;
import org.carrack.manage.ServiceRun;
import org.carrack.manage.ServiceRun.Outcome;
import org.carrack.manage.ServiceRun.Trigger;
import org.carrack.manage.ServiceStatus;
import org.carrack.manage.ServiceStatus.State;
import org.carrack.runtime.scheduler.internal.engine.EffectiveSchedule;
import org.carrack.runtime.scheduler.internal.engine.JobRun;
import org.carrack.runtime.scheduler.internal.engine.RunTotals;
import org.carrack.runtime.scheduler.internal.engine.ServiceDefinition;
import org.carrack.runtime.scheduler.internal.engine.TimeSource;
import org.carrack.service.Schedule;
import org.jspecify.annotations.Nullable;

/** A service that one of several servers runs, as this server has it. For any thread. */
final class SharedService {

    private final ServiceDefinition definition;
    private final TimeSource time;
    private final String node;
    private final EffectiveSchedule schedule;

    /** Whether the database has a time for it by this schedule. */
    private boolean isKnown;

    private @Nullable JobRun running;
    private @Nullable CurrentlyExecuting executing;
    private @Nullable ServiceRun last;
    private final RunTotals totals = new RunTotals();
    private int failures;

    SharedService(ServiceDefinition definition, TimeSource time, String node) {
        this.node = node;
        this.definition = definition;
        this.time = time;
        schedule = new EffectiveSchedule(definition);
    }

    ServiceDefinition definition() {
        return definition;
    }

    synchronized void override(String text) {
        if (schedule.override(text)) {
            isKnown = false;
        }
    }

    synchronized Schedule schedule() {
        return schedule.now();
    }

    synchronized boolean isKnown() {
        return isKnown;
    }

    synchronized void known() {
        isKnown = true;
    }

    synchronized JobRun begin(Trigger trigger, Instant scheduledFor, long fencingToken, CurrentlyExecuting now) {
        JobRun run = new JobRun(definition, trigger, scheduledFor, fencingToken, time);
        running = run;
        executing = now;
        return run;
    }

    synchronized void ended(ServiceRun record) {
        running = null;
        executing = null;
        last = record;
        totals.add(record);
    }

    synchronized int failures() {
        return failures;
    }

    synchronized void failures(int now) {
        failures = now;
    }

    /** What runs of it here; nothing if nothing does. */
    synchronized Optional<ServiceRun> running() {
        return Optional.ofNullable(running).map(run -> run.soFar(time.nanos(), node));
    }

    /** Interrupts what runs, if something does. */
    synchronized Optional<JobRun> cancel(Outcome why) {
        if (running != null) {
            running.cancel(why);
        }
        return Optional.ofNullable(running);
    }

    /** Interrupts a run that takes too long, or that another server has taken over. */
    synchronized void checkRun() {
        if (running != null) {
            running.checkLimit(time.nanos());
            if (executing != null && executing.getHeartbeatState().hasStaleHeartbeat()) {
                running.cancel(Outcome.LOST);
            }
        }
    }

    /**
     * What it is by now.
     *
     * @param next when it runs next, by the database
     * @param isPicked whether a server runs it, by the database
     */
    synchronized ServiceStatus status(Optional<Instant> next, int failuresInAll, boolean isPicked, boolean isPaused) {
        State state = running != null
                ? running.isOverLimit(time.nanos()) ? State.OVERDUE : State.RUNNING
                : isPicked
                        ? State.RUNNING
                        : isPaused ? State.PAUSED : next.isEmpty() && isKnown ? State.ENDED : State.WAITING;
        return new ServiceStatus(
                definition.name(),
                definition.packageName(),
                schedule.now().toString(),
                schedule.isOverridden(),
                schedule.problem(),
                state,
                isPaused ? Optional.empty() : next,
                failuresInAll,
                running().or(() -> Optional.ofNullable(last)),
                totals.now());
    }
}
