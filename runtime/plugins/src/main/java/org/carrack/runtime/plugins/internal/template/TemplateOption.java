package org.carrack.runtime.plugins.internal.template;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.carrack.spi.json.JsonValues;

/**
 * An option as a template describes it. Immutable.
 *
 * @param standard its default; of a {@code multilist} any number of texts, of others one, or none for a {@code select} without
 * @param isOrdered of a {@code multilist}, whether the order is its owner's
 * @param link of a {@code multilist}, the address of a page about a choice; may be empty
 * @param choices those that the template names itself; none if somebody else knows them
 * @param isReadOnly of a {@code select}, whether it can be changed in the file alone
 * @param description the comment above it
 * @param line where it stands in the template
 */
public record TemplateOption(
        String section,
        String name,
        OptionType type,
        List<String> standard,
        OptionalLong min,
        OptionalLong max,
        boolean isOrdered,
        String link,
        List<String> choices,
        boolean isReadOnly,
        String description,
        int line) {

    public TemplateOption {
        standard = List.copyOf(standard);
        choices = List.copyOf(choices);
    }

    /** The option with other choices. */
    public TemplateOption withChoices(List<String> others) {
        return new TemplateOption(
                section, name, type, standard, min, max, isOrdered, link, others, isReadOnly, description, line);
    }

    /**
     * What a value in a file means: the texts of a {@code multilist}, the one text of any other, in the way in which this server writes them.
     *
     * @throws ValueException if the option cannot have that value
     */
    public List<String> read(String value) throws ValueException {
        return type == OptionType.MULTILIST ? checked(listed(value)) : checked(List.of(value));
    }

    /** A JSON list, or one text by itself; nothing is an empty list. */
    private static List<String> listed(String value) throws ValueException {
        String stripped = value.strip();
        if (!stripped.startsWith("[")) {
            return stripped.isEmpty() ? List.of() : List.of(stripped);
        }
        try {
            Object read = JsonValues.readValue(stripped);
            if (read instanceof List<?> list
                    && list.stream().noneMatch(one -> one instanceof List || one instanceof java.util.Map)) {
                return list.stream().map(String::valueOf).toList();
            }
        } catch (IOException e) {
            throw new ValueException("must be a list in JSON, such as [\"a\", \"b\"], not " + value);
        }
        throw new ValueException("must be a list of texts in JSON, such as [\"a\", \"b\"], not " + value);
    }

    /**
     * Checks texts that somebody wants it to have.
     *
     * @return the texts in the way in which this server writes them
     * @throws ValueException if the option cannot have them
     */
    public List<String> checked(List<String> texts) throws ValueException {
        if (type == OptionType.MULTILIST) {
            return checkedList(texts);
        }
        if (texts.size() != 1) {
            throw new ValueException("takes one value, not %d".formatted(texts.size()));
        }
        String text = texts.get(0);
        return List.of(
                switch (type) {
                    case INT -> String.valueOf(integer(text));
                    case INTRANGE -> String.valueOf(inRange(integer(text)));
                    case BOOL -> flag(text);
                    case SELECT -> chosen(text);
                    case DURATION ->
                        Durations.parse(text)
                                .map(duration -> text.strip())
                                .orElseThrow(() -> new ValueException(
                                        "must be a duration, such as 500ms, 20s, 5m, 2h or 1d, not " + shown(text)));
                    case STRING, PASSWORD, UNKNOWN, MULTILIST -> text;
                });
    }

    private static String shown(String text) {
        return text.isBlank() ? "nothing" : text;
    }

    private static long integer(String text) throws ValueException {
        Optional<Long> number = OptionType.integer(text);
        if (number.isEmpty()) {
            boolean isTooLong = text.strip().matches("[+-]?\\d+");
            throw new ValueException("must be a whole number%s, not %s"
                    .formatted(isTooLong ? " of at most 18 digits" : "", shown(text)));
        }
        return number.get();
    }

    private long inRange(long number) throws ValueException {
        if (number < min.orElse(Long.MIN_VALUE) || number > max.orElse(Long.MAX_VALUE)) {
            throw new ValueException("must be between %d and %d, not %d"
                    .formatted(min.orElse(Long.MIN_VALUE), max.orElse(Long.MAX_VALUE), number));
        }
        return number;
    }

    /** As ConfigParser reads it. */
    private static String flag(String text) throws ValueException {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> "true";
            case "false", "no", "off", "0" -> "false";
            default -> throw new ValueException("must be true or false, not " + shown(text));
        };
    }

    private String chosen(String text) throws ValueException {
        if (!choices.isEmpty() && !choices.contains(text)) {
            throw new ValueException("must be one of %s, not %s".formatted(String.join(", ", choices), shown(text)));
        }
        return text;
    }

    private List<String> checkedList(List<String> texts) throws ValueException {
        LinkedHashSet<String> once = new LinkedHashSet<>();
        for (String text : texts) {
            if (!once.add(chosen(text))) {
                throw new ValueException("has %s twice".formatted(text));
            }
        }
        return isOrdered || choices.isEmpty()
                ? List.copyOf(once)
                : choices.stream().filter(once::contains).toList();
    }

    /** Texts, as {@link #checked} has returned them, as a value in a file. */
    public String written(List<String> texts) {
        return type == OptionType.MULTILIST
                ? IniFile.json(texts).replace("%", "%%")
                : IniFile.written(texts.stream().findFirst().orElse(""));
    }
}
