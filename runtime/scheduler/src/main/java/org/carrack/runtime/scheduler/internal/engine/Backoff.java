package org.carrack.runtime.scheduler.internal.engine;

import java.time.Duration;
import org.carrack.manage.ServiceRun.Outcome;

/** How often a service has failed in a row, and how long it pauses for that at least, though its schedule has times before. Pure. */
public final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration CEILING = Duration.ofHours(1);

    private Backoff() {}

    /** How often it has failed in a row after a run; one that was cut off counts neither way. */
    public static int failures(int before, Outcome outcome) {
        return outcome.isFailure() ? before + 1 : outcome == Outcome.DONE ? 0 : before;
    }

    /** After so many failures that followed each other: ten seconds, twice as long for each, at most an hour. */
    public static Duration after(int failures) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        Duration pause = FIRST.multipliedBy(1L << Math.min(failures - 1, 20));
        return pause.compareTo(CEILING) > 0 ? CEILING : pause;
    }
}
