package org.carrack.runtime.data.internal.model;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times in ThreeBot's forms: seconds since 1970, {@code 2026/11/30}, {@code 30/11/2026}, {@code 11/30}, {@code +4h}, with
 * {@code 10:30} or {@code 10pm:30} behind. All in UTC; 0 is none.
 */
final class Times {

    private static final Pattern YEAR_FIRST = Pattern.compile("(\\d{4})[/-](\\d{1,2})[/-](\\d{1,2})");
    private static final Pattern YEAR_LAST = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{4})");
    private static final Pattern SHORT_YEAR = Pattern.compile("(\\d{2})/(\\d{1,2})/(\\d{1,2})");
    private static final Pattern NO_YEAR = Pattern.compile("(\\d{1,2})/(\\d{1,2})");
    private static final Pattern DELTA = Pattern.compile("([+-])\\s*(\\d{1,9})\\s*([smhdwMy])");
    private static final Pattern CLOCK =
            Pattern.compile("(\\d{1,2})(?:(am|pm))?(?::(\\d{2})(?::(\\d{2}))?)?", Pattern.CASE_INSENSITIVE);

    private Times() {}

    /** Seconds at the begin of a day. */
    static long date(Object given) {
        long seconds = dateTime(given);
        return seconds == 0 ? 0 : ofDate(toDateTimeOrThrow(seconds).toLocalDate());
    }

    /** Seconds since 1970. */
    static long dateTime(Object given) {
        if (given instanceof Number number) {
            return checked(number.longValue());
        }
        String text = String.valueOf(given).strip();
        if (text.isEmpty() || text.equals("0")) {
            return 0;
        }
        if (text.matches("\\d{5,12}")) {
            return checked(Long.parseLong(text));
        }
        Matcher delta = DELTA.matcher(text);
        if (delta.matches()) {
            long amount = Long.parseLong(delta.group(2)) * (delta.group(1).equals("-") ? -1 : 1);
            return LocalDateTime.now(ZoneOffset.UTC)
                    .plus(amount, unit(delta.group(3)))
                    .toEpochSecond(ZoneOffset.UTC);
        }
        String[] parts = text.split("[ T]+", 2);
        LocalDate day = day(parts[0]);
        LocalTime clock = parts.length == 1 ? LocalTime.MIDNIGHT : clock(parts[1].replaceFirst("Z$", ""));
        return day.atTime(clock).toEpochSecond(ZoneOffset.UTC);
    }

    private static long checked(long seconds) {
        if (seconds < 0 || seconds > 253_402_300_799L) {
            throw new DateTimeException("out of range");
        }
        return seconds;
    }

    private static ChronoUnit unit(String letter) {
        return switch (letter) {
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            case "d" -> ChronoUnit.DAYS;
            case "w" -> ChronoUnit.WEEKS;
            case "M" -> ChronoUnit.MONTHS;
            default -> ChronoUnit.YEARS;
        };
    }

    private static LocalDate day(String text) {
        Matcher m = YEAR_FIRST.matcher(text);
        if (m.matches()) {
            return LocalDate.of(number(m, 1), number(m, 2), number(m, 3));
        }
        m = YEAR_LAST.matcher(text);
        if (m.matches()) {
            return LocalDate.of(number(m, 3), number(m, 2), number(m, 1));
        }
        m = SHORT_YEAR.matcher(text);
        if (m.matches()) {
            return LocalDate.of(2000 + number(m, 1), number(m, 2), number(m, 3));
        }
        m = NO_YEAR.matcher(text);
        if (m.matches()) {
            return LocalDate.of(LocalDate.now(ZoneOffset.UTC).getYear(), number(m, 1), number(m, 2));
        }
        throw new DateTimeException("no date");
    }

    private static int number(Matcher m, int group) {
        return m.group(group) == null ? 0 : Integer.parseInt(m.group(group));
    }

    private static LocalTime clock(String text) {
        Matcher m = CLOCK.matcher(text.strip());
        if (!m.matches()) {
            throw new DateTimeException("no time");
        }
        int hour = number(m, 1);
        if (m.group(2) != null) {
            hour = hour % 12 + (m.group(2).equalsIgnoreCase("pm") ? 12 : 0);
        }
        return LocalTime.of(hour, number(m, 3), number(m, 4));
    }

    static @Nullable LocalDate toDate(long seconds) {
        return seconds == 0 ? null : toDateTimeOrThrow(seconds).toLocalDate();
    }

    static @Nullable LocalDateTime toDateTime(long seconds) {
        return seconds == 0 ? null : toDateTimeOrThrow(seconds);
    }

    private static LocalDateTime toDateTimeOrThrow(long seconds) {
        return LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    }

    static long ofDate(LocalDate day) {
        return day.atStartOfDay().toEpochSecond(ZoneOffset.UTC);
    }

    static long ofDateTime(LocalDateTime time) {
        return time.toEpochSecond(ZoneOffset.UTC);
    }
}
