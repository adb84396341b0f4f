package org.carrack.manage;

import java.time.Duration;
import java.time.Instant;

/**
 * A run of a background service, or one that was missed.
 *
 * @param service its name, with its package
 * @param trigger why it ran
 * @param scheduledFor the time that it was for
 * @param started when it began; for one that was missed, when that was found
 * @param duration how long it took; for one that goes on, until now
 * @param error what went wrong, in one line; empty if nothing did
 * @param node the server that ran it
 */
public record ServiceRun(
        String service,
        Trigger trigger,
        Instant scheduledFor,
        Instant started,
        Duration duration,
        Outcome outcome,
        String error,
        String node) {

    /** Why a service ran. */
    public enum Trigger {
        /** Its time had come. */
        SCHEDULE,
        /** Its package had started. */
        START,
        /** Somebody wanted it. */
        REQUEST
    }

    /** What has become of a run. */
    public enum Outcome {
        RUNNING,
        DONE,
        /** It threw something. */
        FAILED,
        /** It was interrupted at its time limit. */
        TIMED_OUT,
        /** It was interrupted since its package stopped or was replaced. */
        CANCELLED,
        /** The server ended meanwhile. */
        LOST,
        /** It did not run: the machine slept, or its clock was set forward. */
        MISSED;

        /** Whether the service is at fault: a longer pause follows. */
        public boolean isFailure() {
            return this == FAILED || this == TIMED_OUT;
        }
    }
}
