package org.carrack.runtime.commands.internal;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long to wait before a program that has ended is started again: twice as long each time, up to a limit, and short again after a
 * program has run for a while. For one thread.
 */
final class RestartPauses {

    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private Duration next = FIRST;
    private long begun;

    /** @param nanoTime the clock, as {@link System#nanoTime} */
    RestartPauses(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        begun = nanoTime.getAsLong();
    }

    /** The program runs. */
    void started() {
        begun = nanoTime.getAsLong();
    }

    /** The program has ended; the pause before it is started again starts from the first if it had run longer than the longest. */
    void ended() {
        if (nanoTime.getAsLong() - begun > LONGEST.toNanos()) {
            next = FIRST;
        }
    }

    /** The pause before the next attempt. */
    Duration next() {
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return pause;
    }

    /** The pause that the next attempt will have if this one fails. */
    Duration afterNext() {
        return next;
    }
}
