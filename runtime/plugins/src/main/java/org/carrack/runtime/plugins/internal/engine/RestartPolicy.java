package org.carrack.runtime.plugins.internal.engine;

import java.time.Duration;

/**
 * What is done about a plugin that dies.
 *
 * @param most how often it may die, one time after the other, before it is not run again
 * @param first how long it pauses after it has died once; twice as long for each time that follows another
 * @param longest the longest pause
 * @param healthy how long it must have run for its deaths before to be forgotten
 */
public record RestartPolicy(int most, Duration first, Duration longest, Duration healthy) {

    /** What is done with this many restarts. */
    public static RestartPolicy of(int most) {
        return new RestartPolicy(most, Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofMinutes(10));
    }

    /** How long it pauses after so many deaths that followed each other. */
    public Duration pause(int deaths) {
        Duration pause = first.multipliedBy(1L << Math.min(Math.max(deaths - 1, 0), 20));
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
