package org.carrack.service;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression as 3Bot has it (Python's {@code crontab}): five fields, a sixth for the year, and a seventh, the first then, for the
 * seconds. Where the day of the month and the day of the week are both said, both must be met. Not a library's: those differ in just this,
 * and in what they do when clocks are set. Immutable.
 */
final class CronExpression {

    private static final Map<String, String> ALIASES = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@hourly", "0 * * * *");

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2099;

    private static final Instant BEFORE_ALL = Instant.parse("1969-12-31T23:59:59Z");

    private final String text;
    private final BitSet seconds;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet daysOfMonth;
    private final BitSet months;
    private final BitSet daysOfWeek;
    private final BitSet years;

    /** Whether the last day of a month is meant. */
    private final boolean isLastDay;

    /** The day of the week of which the last in a month is meant; null for none. */
    private final @Nullable DayOfWeek lastDayOfWeek;

    private final boolean isEveryHour;

    /** @throws IllegalArgumentException if it is none, or a time that never comes */
    CronExpression(String text) {
        this.text = text;
        String[] fields = ALIASES.getOrDefault(text, text).strip().split("\\s+");
        if (fields.length < 5 || fields.length > 7) {
            throw new IllegalArgumentException(
                    "the cron expression '%s' has %d fields; it must have 5 (minute hour day month weekday), 6 (with the year last), 7 (with the seconds first), or be one of %s"
                            .formatted(
                                    text,
                                    fields.length,
                                    String.join(
                                            ", ",
                                            ALIASES.keySet().stream().sorted().toList())));
        }
        int first = fields.length == 7 ? 1 : 0;
        seconds = first == 0 ? of(0) : field("second", fields[0], 0, 59, List.of());
        minutes = field("minute", fields[first], 0, 59, List.of());
        hours = field("hour", fields[first + 1], 0, 23, List.of());
        isEveryHour = hours.cardinality() == 24;
        String day = fields[first + 2];
        isLastDay = day.equalsIgnoreCase("L");
        daysOfMonth = isLastDay ? of() : field("day", day.equals("?") ? "*" : day, 1, 31, List.of());
        months = field("month", fields[first + 3], 1, 12, MONTHS);
        String weekday = fields[first + 4].toLowerCase(Locale.ROOT);
        boolean isLastWeekday = weekday.matches("l[0-7]|[0-7]l");
        BitSet days = field(
                "weekday", weekday.equals("?") ? "*" : isLastWeekday ? weekday.replace("l", "") : weekday, 0, 7, DAYS);
        if (days.get(7)) {
            days.set(0);
        }
        daysOfWeek = days;
        lastDayOfWeek = isLastWeekday ? DayOfWeek.of(days.get(0) ? 7 : days.nextSetBit(0)) : null;
        years = fields.length == 5
                ? range(FIRST_YEAR, LAST_YEAR, 1)
                : field("year", fields[first + 5], FIRST_YEAR, LAST_YEAR, List.of());
        if (next(BEFORE_ALL, ZoneOffset.UTC).isEmpty()) {
            throw new IllegalArgumentException("the cron expression '%s' means a day that never comes".formatted(text));
        }
    }

    private static BitSet of(int... values) {
        BitSet set = new BitSet();
        IntStream.of(values).forEach(set::set);
        return set;
    }

    private static BitSet range(int first, int last, int step) {
        return of(IntStream.iterate(first, value -> value <= last, value -> value + step)
                .toArray());
    }

    private BitSet field(String what, String field, int least, int most, List<String> names) {
        BitSet set = new BitSet();
        for (String part : field.split(",", -1)) {
            set.or(part(what, part, least, most, names));
        }
        return set;
    }

    private BitSet part(String what, String part, int least, int most, List<String> names) {
        String[] rangeAndStep = part.split("/", -1);
        int step = 1;
        if (rangeAndStep.length == 2) {
            step = number(what, rangeAndStep[1], 1, Integer.MAX_VALUE, List.of());
        }
        String[] range = rangeAndStep[0].split("-", -1);
        if (rangeAndStep.length > 2 || range.length > 2) {
            throw wrong(what, part, least, most);
        }
        if (rangeAndStep[0].equals("*")) {
            return range(least, lastOf(what, most), step);
        }
        int first = number(what, range[0], least, most, names);
        int last = range.length == 2
                ? number(what, range[1], least, most, names)
                : rangeAndStep.length == 2 ? lastOf(what, most) : first;
        if (range.length == 2 && what.equals("weekday") && last == 0) {
            last = 7;
        }
        if (first > last) {
            throw new IllegalArgumentException(
                    "the %s '%s' of the cron expression '%s' goes from the greater to the smaller; write two ranges"
                            .formatted(what, part, text));
        }
        return range(first, last, step);
    }

    /** Sunday is 0 and 7: every second day from Sunday on is no Sunday again. */
    private static int lastOf(String what, int most) {
        return what.equals("weekday") ? 6 : most;
    }

    private int number(String what, String given, int least, int most, List<String> names) {
        int named = names.indexOf(given.toLowerCase(Locale.ROOT));
        if (named >= 0) {
            return named + least;
        }
        if (!given.matches("\\d{1,9}")) {
            throw wrong(what, given, least, most);
        }
        int number = Integer.parseInt(given);
        if (number < least || number > most) {
            throw wrong(what, given, least, most);
        }
        return number;
    }

    private IllegalArgumentException wrong(String what, String part, int least, int most) {
        return new IllegalArgumentException("the %s '%s' of the cron expression '%s' is none; it may be from %d to %d"
                .formatted(what, part, text, least, most));
    }

    /**
     * The first time after another.
     *
     * <p>A time of day that clocks leave out when they are set forward comes at the moment when they are; one that comes twice counts the
     * first time. Where every hour is meant, the hours that pass count, whatever clocks say.
     */
    Optional<Instant> next(Instant after, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        if (rules.isFixedOffset() || !isNearTransition(rules, after)) {
            ZoneOffset offset = rules.getOffset(after);
            Optional<LocalDateTime> next = next(LocalDateTime.ofInstant(after, offset));
            // Not over the next transition, beyond which another offset counts.
            ZoneOffsetTransition transition = rules.isFixedOffset() ? null : rules.nextTransition(after);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            Instant instant = next.get().toInstant(offset);
            if (transition == null || instant.isBefore(transition.getInstant().minusSeconds(86_400))) {
                return Optional.of(instant);
            }
        }
        return nextOverTransition(after, rules);
    }

    private static boolean isNearTransition(ZoneRules rules, Instant moment) {
        ZoneOffsetTransition before = rules.previousTransition(moment);
        ZoneOffsetTransition next = rules.nextTransition(moment);
        return (before != null && before.getInstant().isAfter(moment.minusSeconds(86_400)))
                || (next != null && next.getInstant().isBefore(moment.plusSeconds(86_400)));
    }

    /** Looks at each local time from a day before on: they come in another order than the moments that they are. */
    private Optional<Instant> nextOverTransition(Instant after, ZoneRules rules) {
        LocalDateTime local =
                LocalDateTime.ofInstant(after, rules.getOffset(after)).minusHours(3);
        Optional<Instant> best = Optional.empty();
        while (true) {
            Optional<LocalDateTime> next = next(local);
            if (next.isEmpty()) {
                return best;
            }
            local = next.get();
            if (best.isPresent()
                    && local.minusHours(3).isAfter(LocalDateTime.ofInstant(best.get(), rules.getOffset(best.get())))) {
                return best;
            }
            for (Instant instant : moments(local, rules).filter(after::isBefore).toList()) {
                if (best.isEmpty() || instant.isBefore(best.get())) {
                    best = Optional.of(instant);
                }
            }
        }
    }

    private Stream<Instant> moments(LocalDateTime local, ZoneRules rules) {
        List<ZoneOffset> offsets = rules.getValidOffsets(local);
        if (!offsets.isEmpty()) {
            return offsets.stream().limit(isEveryHour ? 2 : 1).map(local::toInstant);
        }
        return isEveryHour ? Stream.of() : Stream.of(rules.getTransition(local).getInstant());
    }

    /** The first local time after another. */
    private Optional<LocalDateTime> next(LocalDateTime after) {
        LocalDateTime from = after.withNano(0).plusSeconds(1);
        LocalDate day = from.toLocalDate();
        LocalTime time = from.toLocalTime();
        while (day.getYear() <= LAST_YEAR) {
            if (!years.get(day.getYear())) {
                int year = years.nextSetBit(day.getYear());
                if (year < 0) {
                    return Optional.empty();
                }
                day = LocalDate.of(year, 1, 1);
                time = LocalTime.MIN;
            } else if (!months.get(day.getMonthValue())) {
                day = day.withDayOfMonth(1).plusMonths(1);
                time = LocalTime.MIN;
            } else {
                Optional<LocalTime> next = isMet(day) ? next(time) : Optional.empty();
                if (next.isPresent()) {
                    return Optional.of(day.atTime(next.get()));
                }
                day = day.plusDays(1);
                time = LocalTime.MIN;
            }
        }
        return Optional.empty();
    }

    private boolean isMet(LocalDate day) {
        int lastOfMonth = YearMonth.from(day).lengthOfMonth();
        boolean isDayMet = isLastDay ? day.getDayOfMonth() == lastOfMonth : daysOfMonth.get(day.getDayOfMonth());
        boolean isWeekdayMet = lastDayOfWeek == null
                ? daysOfWeek.get(day.getDayOfWeek().getValue() % 7)
                : day.getDayOfWeek() == lastDayOfWeek && day.getDayOfMonth() > lastOfMonth - 7;
        return isDayMet && isWeekdayMet;
    }

    /** The first time of a day from another on. */
    private Optional<LocalTime> next(LocalTime from) {
        for (int hour = hours.nextSetBit(from.getHour()); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            int firstMinute = hour == from.getHour() ? from.getMinute() : 0;
            for (int minute = minutes.nextSetBit(firstMinute); minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
                boolean isFirst = hour == from.getHour() && minute == from.getMinute();
                int second = seconds.nextSetBit(isFirst ? from.getSecond() : 0);
                if (second >= 0) {
                    return Optional.of(LocalTime.of(hour, minute, second));
                }
            }
        }
        return Optional.empty();
    }

    /** The zone of a name. */
    static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("there is no time zone %s".formatted(name), e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
