package org.carrack.runtime.settings.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.carrack.config.SourceLocation;
import org.carrack.settings.Setting;

/**
 * A setting as a descriptor declares it. Immutable.
 *
 * @param standard its default: of its type
 * @param allowed the values it may have; empty for any
 */
record Declared(
        String category,
        String name,
        String label,
        Setting.Type type,
        Optional<Object> standard,
        List<String> allowed,
        SourceLocation location) {

    /** A value that a setting cannot have; the message follows the setting's name. */
    static final class WrongValueException extends Exception {
        private static final long serialVersionUID = 1L;

        WrongValueException(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /** What texts mean for this setting. */
    Object value(List<String> texts) throws WrongValueException {
        if (type == Setting.Type.TEXTS) {
            List<Object> values = new ArrayList<>();
            for (String text : texts) {
                values.add(one(text));
            }
            return List.copyOf(values);
        }
        if (texts.size() != 1) {
            throw new WrongValueException("takes one value, not %d".formatted(texts.size()));
        }
        return one(texts.get(0));
    }

    private Object one(String text) throws WrongValueException {
        Optional<String> allowedText = allowed.isEmpty()
                ? Optional.of(text)
                : allowed.stream().filter(a -> a.equals(text)).findFirst().or(() -> ignoringCase(text));
        if (allowedText.isEmpty()) {
            throw new WrongValueException("must be one of %s, not %s".formatted(String.join(", ", allowed), text));
        }
        return typed(type, allowedText.get());
    }

    private Optional<String> ignoringCase(String text) {
        return allowed.stream().filter(a -> a.equalsIgnoreCase(text)).findFirst();
    }

    /** A text as a value of a type. */
    static Object typed(Setting.Type type, String text) throws WrongValueException {
        try {
            return switch (type) {
                case TEXT, TEXTS -> text;
                case INTEGER -> Long.parseLong(text.strip());
                case NUMBER -> number(text);
                case FLAG -> flag(text);
            };
        } catch (NumberFormatException e) {
            throw new WrongValueException("must be a %snumber, not %s"
                    .formatted(type == Setting.Type.INTEGER ? "whole " : "", text.isBlank() ? "empty" : text));
        }
    }

    private static double number(String text) {
        double number = Double.parseDouble(text.strip());
        if (!Double.isFinite(number)) {
            throw new NumberFormatException(text);
        }
        return number;
    }

    private static boolean flag(String text) throws WrongValueException {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes" -> true;
            case "false", "no" -> false;
            default -> throw new WrongValueException("must be true or false, not " + (text.isBlank() ? "empty" : text));
        };
    }

    /** The texts that a value, of whatever kind, would be typed as. */
    static List<String> texts(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.toList())
                : List.of(String.valueOf(value));
    }
}
