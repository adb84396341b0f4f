package org.carrack.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    private static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");

    /** The next times, in UTC, without seconds where they are 0. */
    private static List<String> next(Schedule schedule, String after, int count) {
        List<String> times = new ArrayList<>();
        Instant now = Instant.parse(after);
        for (int i = 0; i < count; i++) {
            Optional<Instant> next = schedule.next(now);
            if (next.isEmpty()) {
                times.add("never");
                break;
            }
            now = next.get();
            times.add(LocalDateTime.ofInstant(now, ZoneOffset.UTC).toString());
        }
        return times;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * *            | 2026-11-29T12:00 2026-11-29T12:01",
                "*/15 * * * *         | 2026-11-29T12:00 2026-11-29T12:15",
                "7/20 3 * * *         | 2026-11-30T03:07 2026-11-30T03:27 2026-11-30T03:47 2026-12-01T03:07",
                "0 8-10 * * mon-fri   | 2026-11-30T08:00 2026-11-30T09:00 2026-11-30T10:00 2026-12-01T08:00",
                "0 0 * * 0            | 2026-12-06T00:00",
                "0 0 * * 7            | 2026-12-06T00:00",
                "0 0 * * fri-sun      | 2026-12-04T00:00 2026-12-05T00:00 2026-12-06T00:00 2026-12-11T00:00",
                "0 0 * * */2          | 2026-12-01T00:00 2026-12-03T00:00 2026-12-05T00:00 2026-12-06T00:00",
                "0 0 13 * fri         | 2027-08-13T00:00",
                "0 0 L * *            | 2026-11-30T00:00 2026-12-31T00:00 2027-01-31T00:00 2027-02-28T00:00",
                "0 0 * * L5           | 2026-12-25T00:00 2027-01-29T00:00",
                "0 0 ? JAN,jul ?      | 2027-01-01T00:00 2027-01-02T00:00",
                "0 0 29 2 *           | 2028-02-29T00:00 2032-02-29T00:00",
                "59 23 31 12 *        | 2026-12-31T23:59 2027-12-31T23:59",
                "0 0 1 1 * 2028       | 2028-01-01T00:00 never",
                "0 0 1 1 * 2001       | never",
                "*/20 30 9 * * * *    | 2026-11-30T09:30 2026-11-30T09:30:20 2026-11-30T09:30:40 2026-12-01T09:30",
                "5 0 0 1 1 * 2027-2028| 2027-01-01T00:00:05 2028-01-01T00:00:05 never",
                "@yearly              | 2027-01-01T00:00",
                "@annually            | 2027-01-01T00:00",
                "@monthly             | 2026-12-01T00:00",
                "@weekly              | 2026-12-06T00:00",
                "@daily               | 2026-11-30T00:00",
                "@hourly              | 2026-11-29T12:00",
            })
    void cronExpressions(String expression, String times) {
        List<String> expected = List.of(times.split(" "));
        assertThat(next(Schedule.cron(expression), "2026-11-29T11:59:30Z", expected.size()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello       | the cron expression 'hello' has 1 fields; it must have 5 (minute hour day month weekday), 6 (with the year last), 7 (with the seconds first), or be one of @annually, @daily, @hourly, @monthly, @weekly, @yearly",
                "@reboot     | the cron expression '@reboot' has 1 fields; it must have 5 (minute hour day month weekday), 6 (with the year last), 7 (with the seconds first), or be one of @annually, @daily, @hourly, @monthly, @weekly, @yearly",
                "@DAILY      | the cron expression '@DAILY' has 1 fields; it must have 5 (minute hour day month weekday), 6 (with the year last), 7 (with the seconds first), or be one of @annually, @daily, @hourly, @monthly, @weekly, @yearly",
                "60 * * * *  | the minute '60' of the cron expression '60 * * * *' is none; it may be from 0 to 59",
                "* x * * *   | the hour 'x' of the cron expression '* x * * *' is none; it may be from 0 to 23",
                "* * 0 * *   | the day '0' of the cron expression '* * 0 * *' is none; it may be from 1 to 31",
                "* * * foo * | the month 'foo' of the cron expression '* * * foo *' is none; it may be from 1 to 12",
                "* * * * 8   | the weekday '8' of the cron expression '* * * * 8' is none; it may be from 0 to 7",
                "* * * * 5-1 | the weekday '5-1' of the cron expression '* * * * 5-1' goes from the greater to the smaller; write two ranges",
                "*/0 * * * * | the minute '0' of the cron expression '*/0 * * * *' is none; it may be from 1 to 2147483647",
                "1,,2 * * * *| the minute '' of the cron expression '1,,2 * * * *' is none; it may be from 0 to 59",
                "1-2-3 * * * *| the minute '1-2-3' of the cron expression '1-2-3 * * * *' is none; it may be from 0 to 59",
                "0 0 31 2 *  | the cron expression '0 0 31 2 *' means a day that never comes",
                "0 0 1 1 * 3000 | the year '3000' of the cron expression '0 0 1 1 * 3000' is none; it may be from 1970 to 2099",
                "0 0 1 1 * Mars/Base | there is no time zone Mars/Base",
                "P1X         | 'P1X' is no duration, such as PT5M",
                "0           | a service cannot run every PT0S; it may be from a second to ten years",
                "9999d       | a service cannot run every PT239976H; it may be from a second to ten years",
            })
    void whatIsNoScheduleIsSaid(String text, String message) {
        assertThatThrownBy(() -> Schedule.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "20, every 20 s",
        "20s, every 20 s",
        "5m, every 300 s",
        "2 h, every 7200 s",
        "1d, every 86400 s",
        "PT1M30S, every 90 s",
        "PT0.2S, every 1 s",
        "0 * * * *, 0 * * * * UTC",
        "0 8 * * mon, 0 8 * * mon UTC",
        "0 8 * * Europe/Zurich, ",
        "0 8 * * * Europe/Zurich, 0 8 * * * Europe/Zurich",
        "0 8 * * mon-fri Europe/Brussels, 0 8 * * mon-fri Europe/Brussels",
        "@daily UTC, @daily UTC",
    })
    void aScheduleIsOneText(String text, String shown) {
        if (shown == null) {
            assertThatThrownBy(() -> Schedule.of(text)).isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThat(Schedule.of(text)).hasToString(shown).isEqualTo(Schedule.of(text));
        }
    }

    @Test
    void anIntervalIsInWholeSeconds() {
        assertThat(next(Schedule.every(Duration.ofMillis(1_001)), "2026-11-29T12:00:00Z", 1))
                .containsExactly("2026-11-29T12:00:02");
        assertThatThrownBy(() -> Schedule.every(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whenClocksAreSetForward() {
        // 29 March 2026, 02:00 in Brussels is 03:00: 01:00 in UTC.
        assertThat(next(Schedule.cron("30 2 * * *", BRUSSELS), "2026-03-28T12:00:00Z", 2))
                .as("what clocks leave out comes as they are set")
                .containsExactly("2026-03-29T01:00", "2026-03-30T00:30");
        assertThat(next(Schedule.cron("0,30 2 * * *", BRUSSELS), "2026-03-28T12:00:00Z", 3))
                .as("once")
                .containsExactly("2026-03-29T01:00", "2026-03-30T00:00", "2026-03-30T00:30");
        assertThat(next(Schedule.cron("*/30 * * * *", BRUSSELS), "2026-03-29T00:00:00Z", 4))
                .as("the hours that pass count")
                .containsExactly("2026-03-29T00:30", "2026-03-29T01:00", "2026-03-29T01:30", "2026-03-29T02:00");
    }

    @Test
    void whenClocksAreSetBack() {
        // 25 October 2026, 03:00 in Brussels is 02:00: 01:00 in UTC.
        assertThat(next(Schedule.cron("30 2 * * *", BRUSSELS), "2026-10-24T12:00:00Z", 2))
                .as("what comes twice counts once")
                .containsExactly("2026-10-25T00:30", "2026-10-26T01:30");
        assertThat(next(Schedule.cron("*/30 * * * *", BRUSSELS), "2026-10-25T00:00:00Z", 4))
                .as("the hours that pass count")
                .containsExactly("2026-10-25T00:30", "2026-10-25T01:00", "2026-10-25T01:30", "2026-10-25T02:00");
        assertThat(next(Schedule.cron("0 3 * * *", BRUSSELS), "2026-10-25T00:45:00Z", 1))
                .containsExactly("2026-10-25T02:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"})
    void everyMinuteOfAYearComesOnceWhateverClocksDo(String zone) {
        Schedule schedule = Schedule.cron("*/10 * * * *", ZoneId.of(zone));
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        while (now.isBefore(Instant.parse("2027-01-01T00:00:00Z"))) {
            Instant next = schedule.next(now).orElseThrow();
            assertThat(Duration.between(now, next)).as("after %s", now).isEqualTo(Duration.ofMinutes(10));
            now = next;
        }
    }
}
