package org.carrack.runtime.scheduler.internal.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.carrack.service.MissedRuns;
import org.carrack.service.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * When one service is due. Intervals count time as it passes, whatever is done to the clock; cron expressions go by the clock, and a time
 * that has come does not come again when the clock is set back. To be guarded by its owner.
 */
final class Timer {

    private final Schedule schedule;
    private final MissedRuns missedRuns;
    private final Duration jitter;
    private final TimeSource time;
    private final RandomGenerator random;

    /** Of an interval. */
    private long nextNanos;

    /** Of a cron expression; null if there is none any more. */
    private @Nullable Instant next;

    private Duration late;

    /** Counts from now on. */
    Timer(Schedule schedule, MissedRuns missedRuns, Duration jitter, TimeSource time, RandomGenerator random) {
        this.schedule = schedule;
        this.missedRuns = missedRuns;
        this.jitter = jitter;
        this.time = time;
        this.random = random;
        late = anyLateness();
        restart();
    }

    /** Counts from now on: what has passed is forgotten, and the clock may have been wrong. */
    void restart() {
        Optional<Duration> interval = schedule.interval();
        if (interval.isPresent()) {
            nextNanos = time.nanos() + interval.get().toNanos();
        } else {
            next = schedule.next(time.now()).orElse(null);
        }
    }

    private Duration anyLateness() {
        return jitter.isZero() || jitter.isNegative()
                ? Duration.ZERO
                : Duration.ofNanos(random.nextLong(jitter.toNanos()));
    }

    /** The times that have come. */
    record Due(List<Instant> toRun, List<Instant> missed) {

        static final Due NOTHING = new Due(List.of(), List.of());
    }

    /** How long it is until a time comes, in nanoseconds; nothing if none does. */
    Optional<Long> left() {
        if (schedule.interval().isPresent()) {
            return Optional.of(nextNanos + late.toNanos() - time.nanos());
        }
        return Optional.ofNullable(next).map(moment -> {
            Duration left = Duration.between(time.now(), moment.plus(late));
            return left.toSeconds() > 1_000_000_000 ? Long.MAX_VALUE / 2 : left.toNanos();
        });
    }

    /** When the next time is, by the clock. */
    Optional<Instant> next() {
        return schedule.interval().isPresent()
                ? Optional.of(time.now().plusNanos(nextNanos - time.nanos()))
                : Optional.ofNullable(next);
    }

    /** Takes the times that have come, so that the next come after them. */
    Due take() {
        Optional<Long> left = left();
        if (left.isEmpty() || left.get() > 0) {
            return Due.NOTHING;
        }
        late = anyLateness();
        return schedule.interval().isPresent()
                ? takeInterval(schedule.interval().get())
                : takeTimes();
    }

    private Due takeInterval(Duration interval) {
        long now = time.nanos();
        Instant planned = time.now().minusNanos(now - nextNanos);
        nextNanos += interval.toNanos();
        if (nextNanos - now <= 0) {
            nextNanos = now + interval.toNanos();
        }
        return new Due(List.of(planned), List.of());
    }

    private Due takeTimes() {
        MissedTimes times = MissedTimes.of(schedule, next, time.now(), missedRuns, jitter);
        next = times.next();
        return new Due(times.toRun(), times.missed());
    }
}
