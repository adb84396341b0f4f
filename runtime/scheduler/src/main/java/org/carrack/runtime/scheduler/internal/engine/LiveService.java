package org.carrack.runtime.scheduler.internal.engine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.carrack.manage.ServiceRun;
import org.carrack.manage.ServiceRun.Outcome;
import org.carrack.manage.ServiceRun.Trigger;
import org.carrack.manage.ServiceStatus;
import org.carrack.manage.ServiceStatus.State;
import org.jspecify.annotations.Nullable;

/** A service of a live package: when it is due, and what runs of it. For any thread. */
final class LiveService {

    private final ServiceDefinition definition;
    private final TimeSource time;
    private final RandomGenerator random;
    private final String node;

    /** Times that are to be made up for. */
    private final Deque<Instant> missed = new ArrayDeque<>();

    private final EffectiveSchedule schedule;
    private Timer timer;
    private boolean isPaused;
    private boolean isRemoved;
    private boolean isToStart;
    private @Nullable JobRun running;
    private @Nullable ServiceRun last;
    private final RunTotals totals = new RunTotals();
    private int failures;

    /** Before which it does not run by its schedule, since it failed; by {@link TimeSource#nanos}. */
    private long notBefore;

    LiveService(ServiceDefinition definition, boolean isPaused, TimeSource time, RandomGenerator random, String node) {
        this.definition = definition;
        this.isPaused = isPaused;
        this.time = time;
        this.random = random;
        this.node = node;
        isToStart = definition.isOnStart();
        schedule = new EffectiveSchedule(definition);
        timer = timer();
        notBefore = time.nanos();
    }

    private Timer timer() {
        return new Timer(schedule.now(), definition.missedRuns(), definition.jitter(), time, random);
    }

    ServiceDefinition definition() {
        return definition;
    }

    /**
     * Another schedule counts from now on.
     *
     * @param text of the configuration; empty for the service's own
     */
    synchronized void override(String text) {
        if (schedule.override(text)) {
            timer = timer();
            missed.clear();
        }
    }

    /** What is to be done now. */
    record Decision(Optional<JobRun> toRun, List<ServiceRun> missed) {}

    /** Takes the times that have come, and decides. */
    synchronized Decision decide() {
        if (isPaused || isRemoved) {
            return new Decision(Optional.empty(), List.of());
        }
        Timer.Due due = timer.take();
        List<ServiceRun> notRun = due.missed().stream()
                .map(moment -> definition.missed(moment, time.now(), node))
                .toList();
        if (running != null) {
            // What comes while it runs is skipped.
            return new Decision(Optional.empty(), notRun);
        }
        if (isToStart) {
            isToStart = false;
            return new Decision(Optional.of(begin(Trigger.START, time.now())), notRun);
        }
        missed.addAll(due.toRun());
        Instant planned = notBefore - time.nanos() > 0 ? null : missed.poll();
        if (planned == null) {
            missed.clear();
        }
        return new Decision(Optional.ofNullable(planned).map(moment -> begin(Trigger.SCHEDULE, moment)), notRun);
    }

    private JobRun begin(Trigger trigger, Instant scheduledFor) {
        JobRun run = new JobRun(definition, trigger, scheduledFor, 0, time);
        running = run;
        return run;
    }

    /** Begins a run that somebody wants; nothing if it runs already. */
    synchronized Optional<JobRun> request() {
        return running != null || isRemoved ? Optional.empty() : Optional.of(begin(Trigger.REQUEST, time.now()));
    }

    /** A run has ended. */
    synchronized ServiceRun ended(JobRun run, @Nullable Throwable failure) {
        Outcome outcome = run.outcome(failure);
        ServiceRun record = run.record(outcome, JobRun.oneLine(failure), time.nanos(), node);
        last = record;
        totals.add(record);
        running = null;
        failures = Backoff.failures(failures, outcome);
        notBefore =
                time.nanos() + Backoff.after(outcome.isFailure() ? failures : 0).toNanos();
        return record;
    }

    /** Interrupts a run that has taken too long. */
    synchronized void checkLimit() {
        if (running != null) {
            running.checkLimit(time.nanos());
        }
    }

    /** How long it is until something is to be decided, in nanoseconds. */
    synchronized long left() {
        if (isPaused || isRemoved) {
            return Long.MAX_VALUE;
        }
        return isToStart && running == null ? 0 : timer.left().orElse(Long.MAX_VALUE);
    }

    /** Whether there are times to be made up for. */
    synchronized boolean hasMissed() {
        return !missed.isEmpty();
    }

    synchronized void pause() {
        isPaused = true;
        missed.clear();
    }

    synchronized void resume() {
        if (isPaused) {
            isPaused = false;
            timer.restart();
            notBefore = time.nanos();
            failures = 0;
        }
    }

    /** The clock was set back, by so much that it must have been wrong. */
    synchronized void restart() {
        timer.restart();
    }

    /** What runs of it; nothing if nothing does. */
    synchronized Optional<ServiceRun> running() {
        return Optional.ofNullable(running).map(run -> run.soFar(time.nanos(), node));
    }

    /** It is gone; returns what runs of it, interrupted. */
    synchronized Optional<JobRun> remove() {
        isRemoved = true;
        if (running != null) {
            running.cancel(Outcome.CANCELLED);
        }
        return Optional.ofNullable(running);
    }

    synchronized ServiceStatus status() {
        Optional<Instant> next = isPaused ? Optional.empty() : timer.next();
        State state = running != null
                ? running.isOverLimit(time.nanos()) ? State.OVERDUE : State.RUNNING
                : isPaused ? State.PAUSED : next.isEmpty() ? State.ENDED : State.WAITING;
        return new ServiceStatus(
                definition.name(),
                definition.packageName(),
                schedule.now().toString(),
                schedule.isOverridden(),
                schedule.problem(),
                state,
                next,
                failures,
                running().or(() -> Optional.ofNullable(last)),
                totals.now());
    }
}
