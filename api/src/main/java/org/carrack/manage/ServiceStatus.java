package org.carrack.manage;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A background service of a live package, as it is now.
 *
 * @param name its name, with its package
 * @param schedule when it runs
 * @param isOverridden whether the schedule is that of {@code etc/carrack.toml}, and not the package's
 * @param problem what is wrong with the schedule of {@code etc/carrack.toml}; empty if nothing is, or there is none
 * @param next when it runs next; nothing if it is paused, or its schedule has no time any more
 * @param failures how often it has failed since it last did not
 * @param last its last run since the server started; nothing if there was none
 * @param totals what it has done on this server since its package was added or the server started
 */
public record ServiceStatus(
        String name,
        String packageName,
        String schedule,
        boolean isOverridden,
        String problem,
        State state,
        Optional<Instant> next,
        int failures,
        Optional<ServiceRun> last,
        Totals totals) {

    /**
     * Runs that have ended.
     *
     * @param failed how many of them failed, or took too long
     * @param time how long they took together
     */
    public record Totals(long runs, long failed, Duration time) {}

    /** What a service does. */
    public enum State {
        /** For its next time. */
        WAITING,
        RUNNING,
        /** Past its time limit, although it was interrupted. */
        OVERDUE,
        PAUSED,
        /** Its schedule has no time any more. */
        ENDED
    }
}
