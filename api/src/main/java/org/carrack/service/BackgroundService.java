package org.carrack.service;

import java.time.Duration;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A job that runs again and again by a schedule, for as long as its package is live. Packages implement it as a component:
 *
 * <pre>{@code
 * @Component
 * public class HelloService implements BackgroundService {
 *     public Schedule schedule() { return Schedule.every(Duration.ofSeconds(20)); }
 *     public void job(JobContext context) { context.log().info("[hello] done"); }
 * }
 * }</pre>
 *
 * <p>Its name is that of its class with a small first letter, or its {@link ServiceName}; with its package it is
 * {@code hello.helloService}. {@code [services."hello.helloService"]} in {@code etc/carrack.toml} can give it another schedule.
 *
 * <p>It never runs twice at once: while a run goes on, the times that come are skipped. All but {@link #job} is asked once, when the
 * service comes.
 */
@ConsumerType
public interface BackgroundService {

    /** When it runs. */
    Schedule schedule();

    /**
     * Does the job, on a thread of its own. Its thread is interrupted when the package stops or is replaced, and at
     * {@link #timeLimit}; the package waits some seconds for it to return.
     *
     * @throws Exception whatever it likes: the run has failed. The service goes on, after a longer pause for each failure that follows
     *     another
     */
    void job(JobContext context) throws Exception;

    /** Whether it runs at once when its package has started, too; else it waits for its first time. */
    default boolean scheduleOnStart() {
        return false;
    }

    /** By how much each run may be late, at random, so that many services, or servers, do not all run at the same moment. */
    default Duration jitter() {
        return Duration.ZERO;
    }

    /** How long a run may take before its thread is interrupted. */
    default Duration timeLimit() {
        return Duration.ofHours(1);
    }

    /** Where it runs if several servers share a database and have its package. */
    default RunsOn runsOn() {
        return RunsOn.EACH_SERVER;
    }

    /** What is done about times that have passed while the machine slept, its clock was set forward, or no server ran. */
    default MissedRuns missedRuns() {
        return MissedRuns.RUN_ONCE;
    }
}
