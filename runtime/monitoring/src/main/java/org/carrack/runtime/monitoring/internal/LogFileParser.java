package org.carrack.runtime.monitoring.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carrack.manage.LogHistory;
import org.carrack.manage.LogLevels;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code etc/logback.xml} of the distribution has written: {@code 2026-11-29 19:05:36.123 INFO  [thread] logger - message}, and lines that belong
 * to the one before. With another pattern a line is an entry if it begins with a time. Whoever looks for something among many lines looks at them as they
 * are ({@link Raw}): taking one apart takes longer than reading it.
 */
final class LogFileParser {

    private static final int LONGEST = 20_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");
    private static final int TIME_LENGTH = "2026-11-29 19:05:36.123".length();
    private static final Pattern REST =
            Pattern.compile("(?:(ERROR|WARN|INFO|DEBUG|TRACE) +\\[(.*?)] (\\S*) - )?(.*)", Pattern.DOTALL);

    /**
     * An entry as the file has it.
     *
     * @param line its first line
     * @param trace the lines behind that
     */
    record Raw(String line, String trace) {

        /** Its level; nothing where the file has a pattern of its own. */
        Optional<LogLevels.Level> level() {
            for (LogLevels.Level level : LogLevels.Level.values()) {
                if (line.startsWith(level.name(), TIME_LENGTH + 1)) {
                    return Optional.of(level);
                }
            }
            return Optional.empty();
        }

        /** When it was written; nothing if that is no time after all. */
        Optional<Instant> time(ZoneId zone) {
            try {
                return Optional.of(LocalDateTime.parse(line.substring(0, TIME_LENGTH), TIME)
                        .atZone(zone)
                        .toInstant());
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        LogHistory.Entry entry(Instant time) {
            Matcher rest = REST.matcher(line.substring(Math.min(line.length(), TIME_LENGTH + 1)));
            if (!rest.matches()) {
                throw new IllegalStateException("anything is a message");
            }
            return new LogHistory.Entry(
                    time,
                    Optional.ofNullable(rest.group(1)).map(LogLevels.Level::valueOf),
                    Optional.ofNullable(rest.group(2)).orElse(""),
                    Optional.ofNullable(rest.group(3)).orElse(""),
                    shortened(rest.group(4)),
                    shortened(trace));
        }
    }

    private final Consumer<Raw> found;
    private @Nullable String begun;
    private final StringBuilder trace = new StringBuilder();

    LogFileParser(Consumer<Raw> found) {
        this.found = found;
    }

    void read(BufferedReader file) throws IOException {
        for (String line = file.readLine(); line != null; line = file.readLine()) {
            if (begins(line)) {
                end();
                begun = line;
            } else if (begun != null && trace.length() < LONGEST) {
                trace.append(line).append('\n');
            }
        }
        end();
    }

    /** Whether a line looks as if it begins with a time. */
    private static boolean begins(String line) {
        return line.length() >= TIME_LENGTH
                && line.charAt(4) == '-'
                && line.charAt(7) == '-'
                && line.charAt(10) == ' '
                && line.charAt(13) == ':'
                && line.charAt(16) == ':'
                && line.charAt(19) == '.'
                && Character.isDigit(line.charAt(0));
    }

    private void end() {
        if (begun != null) {
            found.accept(new Raw(begun, trace.toString().stripTrailing()));
        }
        begun = null;
        trace.setLength(0);
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + " …" : text;
    }
}
