package org.carrack.runtime.scheduler.internal.cluster;

import java.time.DateTimeException;
import java.time.Instant;

/**
 * What is stored with a service's next execution: db-scheduler's own time is when somebody is to look at it, and may be later.
 *
 * @param at the time that it is to run for
 * @param failures how often it has failed in a row
 * @param why what is to be run for
 * @param schedule by which {@code at} was found
 */
record Plan(Instant at, int failures, Why why, String schedule) {

    private static final String SEPARATOR = "|";

    /** What a service is to be run for. */
    enum Why {
        /** Its time, and what has passed since. */
        SCHEDULE,
        /** Its time alone: a run for it was begun, and did not end. */
        REPEAT,
        /** Somebody wants it, now; its time stays. */
        REQUEST
    }

    Plan why(Why now) {
        return new Plan(at, failures, now, schedule);
    }

    /** As one text. */
    String text() {
        return String.join(SEPARATOR, at.toString(), String.valueOf(failures), why.name(), schedule);
    }

    /** @throws IllegalArgumentException if it is none: a later version may have stored more */
    static Plan read(String text) {
        String[] parts = text.split("\\|", 4);
        try {
            return new Plan(Instant.parse(parts[0]), Integer.parseInt(parts[1]), Why.valueOf(parts[2]), parts[3]);
        } catch (DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("'%s' is no plan of a service".formatted(text), e);
        }
    }
}
