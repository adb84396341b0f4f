package org.carrack.runtime.scheduler.internal.engine;

import java.time.Duration;

/** How long a service that fails pauses at least, though its schedule has times before. Pure. */
public final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration CEILING = Duration.ofHours(1);

    private Backoff() {}

    /** After so many failures that followed each other: ten seconds, twice as long for each, at most an hour. */
    public static Duration after(int failures) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        Duration pause = FIRST.multipliedBy(1L << Math.min(failures - 1, 20));
        return pause.compareTo(CEILING) > 0 ? CEILING : pause;
    }
}
