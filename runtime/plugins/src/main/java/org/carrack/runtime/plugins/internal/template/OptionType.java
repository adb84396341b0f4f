package org.carrack.runtime.plugins.internal.template;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The types of options that a template can have, by their names in it. */
public enum OptionType {
    STRING,
    INT,
    BOOL,
    INTRANGE,
    SELECT,
    MULTILIST,
    PASSWORD,
    DURATION,
    /** One that this server does not know: any text. */
    UNKNOWN;

    /** The type of that name. */
    static OptionType of(String name) {
        return List.of(values()).stream()
                .filter(type -> type != UNKNOWN && type.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** The names of all. */
    static String names() {
        return String.join(
                ", ",
                List.of(values()).stream()
                        .filter(type -> type != UNKNOWN)
                        .map(OptionType::toString)
                        .toList());
    }

    /** A whole number, if the text is one. */
    static Optional<Long> integer(String text) {
        String stripped = text.strip();
        try {
            return stripped.matches("[+-]?\\d+") ? Optional.of(Long.parseLong(stripped)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The name in a template. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
