package org.carrack.runtime.scheduler.internal.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.carrack.service.MissedRuns;
import org.carrack.service.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about the times of a schedule that have come. Pure.
 *
 * @param toRun the times to run for, in order
 * @param missed those that are not run for
 * @param next the first that has not come; null if there is none any more
 */
public record MissedTimes(
        List<Instant> toRun, List<Instant> missed, @Nullable Instant next) {

    /** By how much a run may be late without having been missed. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final int MOST_AT_ONCE = 100;

    /**
     * Decides.
     *
     * @param first the first time that was not seen to yet; null if there is none
     * @param jitter by how much a run may be late on purpose
     */
    public static MissedTimes of(
            Schedule schedule, @Nullable Instant first, Instant now, MissedRuns policy, Duration jitter) {
        List<Instant> come = new ArrayList<>();
        Instant next = first;
        while (next != null && !next.isAfter(now) && come.size() < MOST_AT_ONCE) {
            come.add(next);
            next = schedule.next(next).orElse(null);
        }
        if (next != null && !next.isAfter(now)) {
            // More than anybody wants to make up for.
            next = schedule.next(now).orElse(null);
        }
        if (come.isEmpty()) {
            return new MissedTimes(List.of(), List.of(), next);
        }
        List<Instant> late = come.stream()
                .filter(moment -> moment.plus(jitter).plus(GRACE).isBefore(now))
                .toList();
        boolean isOneOnTime = late.size() < come.size();
        Instant last = come.get(come.size() - 1);
        return switch (policy) {
            case SKIP -> new MissedTimes(isOneOnTime ? List.of(last) : List.of(), late, next);
            case RUN_ONCE ->
                new MissedTimes(
                        List.of(last),
                        late.stream().filter(moment -> !moment.equals(last)).toList(),
                        next);
            case RUN_ALL -> new MissedTimes(List.copyOf(come), List.of(), next);
        };
    }
}
