package org.carrack.runtime.wiki.internal.macro;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A macro with what it was given. Immutable.
 *
 * @param positional what has no name: texts, numbers, booleans, lists
 * @param named what has one; tables are maps
 * @param body the lines below it
 */
public record MacroCall(String name, List<Object> positional, Map<String, Object> named, String body) {

    public MacroCall {
        positional = List.copyOf(positional);
        named = Map.copyOf(named);
    }

    /** An argument by its name, or its place. */
    private Optional<Object> value(String key, int place) {
        Object value = named.get(key);
        return value != null || place < 0 || place >= positional.size()
                ? Optional.ofNullable(value)
                : Optional.of(positional.get(place));
    }

    /** A text; empty if it was not given. */
    public String text(String key, int place) {
        return value(key, place).map(String::valueOf).orElse("");
    }

    /**
     * A text that must be given.
     *
     * @throws MacroException if it is not
     */
    public String required(String key, int place) throws MacroException {
        String text = text(key, place);
        if (text.isBlank()) {
            throw new MacroException("the macro %s needs %s".formatted(name, key));
        }
        return text;
    }

    public boolean flag(String key, boolean otherwise) {
        return value(key, -1).map(Boolean.TRUE::equals).orElse(otherwise);
    }

    /**
     * A whole number.
     *
     * @throws MacroException if it is something else
     */
    public int number(String key, int otherwise) throws MacroException {
        Object value = named.get(key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number && Math.abs(number.longValue()) < 1_000) {
            return number.intValue();
        }
        throw new MacroException("%s of the macro %s is a number, and not %s".formatted(key, name, value));
    }

    /** A list of texts; one text is a list with it, or with the lines of it. */
    public List<String> texts(String key) {
        Object value = named.get(key);
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return value == null
                ? List.of()
                : String.valueOf(value)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
    }

    /** The texts whose names begin alike, {@code image1}, {@code image2} or {@code image_3}, in the order of their numbers, and what has no name. */
    public List<String> numbered(String beginning) {
        List<String> all =
                new ArrayList<>(positional.stream().map(String::valueOf).toList());
        named.entrySet().stream()
                .filter(one -> one.getKey().matches(beginning + "_?\\d{1,4}"))
                .sorted((one, other) -> Integer.compare(digits(one.getKey()), digits(other.getKey())))
                .forEach(one -> all.add(String.valueOf(one.getValue())));
        return all;
    }

    private static int digits(String key) {
        return Integer.parseInt(key.replaceAll("\\D", ""));
    }
}
