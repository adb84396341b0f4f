package org.carrack.runtime.plugins.internal.template;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them. Pure. */
public final class Durations {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d|)");

    private Durations() {}

    /** {@code 500ms}, {@code 20s}, {@code 5m}, {@code 2h}, {@code 1d}; seconds if there is no unit. */
    public static Optional<Duration> parse(String text) {
        Matcher matched = TEXT.matcher(text.strip());
        if (!matched.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matched.group(1));
        return Optional.of(
                switch (matched.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    case "d" -> Duration.ofDays(count);
                    default -> Duration.ofSeconds(count);
                });
    }
}
