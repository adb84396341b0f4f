package org.carrack.service;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When a {@link BackgroundService} runs. Immutable; for any thread. */
public final class Schedule {

    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})\\s*([smhd])");

    private static final Duration LONGEST = Duration.ofDays(3_660);

    private final @Nullable Duration interval;
    private final @Nullable CronExpression cron;
    private final ZoneId zone;

    private Schedule(@Nullable Duration interval, @Nullable CronExpression cron, ZoneId zone) {
        this.interval = interval;
        this.cron = cron;
        this.zone = zone;
    }

    /**
     * Again and again, from the start of a run to the start of the next.
     *
     * @param interval rounded up to whole seconds
     * @throws IllegalArgumentException if it is not longer than nothing, or longer than ten years
     */
    public static Schedule every(Duration interval) {
        if (interval.isNegative() || interval.isZero() || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a service cannot run every %s; it may be from a second to ten years".formatted(interval));
        }
        return new Schedule(
                Duration.ofSeconds(interval.getSeconds() + (interval.getNano() > 0 ? 1 : 0)), null, ZoneOffset.UTC);
    }

    /**
     * At the times of a cron expression, in UTC.
     *
     * @param expression five fields (minute, hour, day, month, weekday), six with the year last, seven with the seconds first; or
     *     {@code @hourly}, {@code @daily}, {@code @weekly}, {@code @monthly}, {@code @yearly}, {@code @annually}. Fields have {@code *},
     *     numbers, names of months and days, lists, ranges and steps; {@code L} is the last day of the month, {@code L5} its last Friday.
     *     Where day and weekday are both said, both must be met
     * @throws IllegalArgumentException if it is none; the message says which field
     */
    public static Schedule cron(String expression) {
        return cron(expression, ZoneOffset.UTC);
    }

    /**
     * At the times of a cron expression, by the clocks of a zone. A time of day that they leave out when they are set forward comes at the
     * moment when they are; one that comes twice counts the first time. Where every hour is meant, the hours that pass count.
     *
     * @throws IllegalArgumentException if it is none; the message says which field
     */
    public static Schedule cron(String expression, ZoneId zone) {
        return new Schedule(null, new CronExpression(expression), zone);
    }

    /**
     * A schedule in one text, as in {@code etc/carrack.toml}: seconds ({@code 20}), {@code 20s}, {@code 5m}, {@code 2h}, {@code 1d}, an
     * ISO duration, or a cron expression, with a time zone after it if it is not UTC ({@code 0 8 * * * Europe/Brussels}).
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    public static Schedule of(String text) {
        String given = text.strip();
        if (given.matches("\\d{1,9}")) {
            return every(Duration.ofSeconds(Long.parseLong(given)));
        }
        Matcher unit = SHORT.matcher(given);
        if (unit.matches()) {
            long count = Long.parseLong(unit.group(1));
            return every(
                    switch (unit.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    });
        }
        if (given.startsWith("P")) {
            try {
                return every(Duration.parse(given));
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("'%s' is no duration, such as PT5M".formatted(given), e);
            }
        }
        int space = given.lastIndexOf(' ');
        String last = given.substring(space + 1);
        // What else has a slash and letters is a step: */5 has no two letters in a row.
        boolean hasZone = space > 0 && last.matches("(?=.*[A-Za-z]{2})[A-Za-z].*") && !isField(last);
        return hasZone ? cron(given.substring(0, space).strip(), CronExpression.zone(last)) : cron(given);
    }

    /** Whether a word is a name of a day or a month, or several. */
    private static boolean isField(String word) {
        return word.matches(
                "(?i)((sun|mon|tue|wed|thu|fri|sat|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[-,/]?\\d*)+");
    }

    /** The interval; nothing for a cron expression. */
    public Optional<Duration> interval() {
        return Optional.ofNullable(interval);
    }

    /** The first time after another; nothing if there is none any more. */
    public Optional<Instant> next(Instant after) {
        if (cron != null) {
            return cron.next(after, zone);
        }
        return Optional.of(after.plus(interval().orElseThrow()));
    }

    /** {@code every 20 s}, or the cron expression with its zone. */
    @Override
    public String toString() {
        return cron == null
                ? "every %d s".formatted(interval().orElseThrow().toSeconds())
                : cron + " " + (zone.getId().equals("Z") ? "UTC" : zone.getId());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Schedule schedule && schedule.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
