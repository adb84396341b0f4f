package org.carrack.runtime.scheduler.internal.engine;

import java.time.Instant;

/** What time it is. For any thread. */
public interface TimeSource {

    /** By the clock, which may be set. */
    Instant now();

    /** Nanoseconds that have passed since some moment, whatever is done to the clock. */
    long nanos();

    /** That of the machine. */
    static TimeSource system() {
        return new TimeSource() {
            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }
        };
    }
}
