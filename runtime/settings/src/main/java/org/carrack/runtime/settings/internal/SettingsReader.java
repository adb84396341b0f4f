package org.carrack.runtime.settings.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.runtime.settings.internal.Declared.WrongValueException;
import org.carrack.settings.Setting;

/**
 * Reads the tag {@code settings}: Adapt's {@code <settings><category name="…"><setting>}, or a table of
 * {@code [[settings]]} for each setting.
 */
final class SettingsReader {

    private static final List<String> KEYS = List.of(
            "category", "name", "label", "type", "default_value", "default_values", "allowed_values", "description");

    private static final int LONGEST_NAME = 200;

    private final List<Declared> settings = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private SettingsReader() {}

    /**
     * What a tag declares.
     *
     * @param warnings what is odd in it
     */
    record Reading(List<Declared> settings, List<String> warnings) {}

    static Reading read(ConfigTag tag) throws ConfigException {
        SettingsReader reader = new SettingsReader();
        if (tag.child("name").isPresent()
                && tag.children("category").stream().allMatch(c -> c.children().isEmpty())) {
            reader.setting(tag, tag.string("category").orElse(""));
        } else {
            reader.group(tag);
        }
        return new Reading(List.copyOf(reader.settings), List.copyOf(reader.warnings));
    }

    private void group(ConfigTag tag) throws ConfigException {
        for (ConfigTag child : tag.children()) {
            if (child.isNamed("category") && !child.children().isEmpty()) {
                String category = child.string("name").orElse("");
                for (ConfigTag setting : child.children()) {
                    if (setting.isNamed("setting")) {
                        setting(setting, category);
                    } else if (!setting.isNamed("name")) {
                        warn(setting, "a category has settings, not <%s>; it is ignored".formatted(setting.name()));
                    }
                }
            } else if (child.isNamed("setting")) {
                setting(child, "");
            } else {
                warn(
                        child,
                        "<%s> is nothing that settings have; did you mean <category>? What is in it is ignored"
                                .formatted(child.name()));
            }
        }
    }

    private void warn(ConfigTag tag, String warning) {
        warnings.add(tag.location() + ": " + warning);
    }

    private void setting(ConfigTag tag, String category) throws ConfigException {
        String name = tag.requiredString("name").strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.codePoints().anyMatch(Character::isISOControl)) {
            throw tag.child("name")
                    .orElse(tag)
                    .refuse("the name of a setting is a text of 1 to %d characters in one line"
                            .formatted(LONGEST_NAME));
        }
        for (ConfigTag child : tag.children()) {
            if (KEYS.stream().noneMatch(child::isNamed)) {
                warn(
                        child,
                        "%s is nothing that the setting %s could have; it is ignored".formatted(child.name(), name));
            }
        }
        Optional<ConfigTag> single = tag.child("default_value");
        List<ConfigTag> several = tag.children("default_values").stream()
                .flatMap(values -> values.children().stream())
                .toList();
        List<String> allowed = tag.children("allowed_values").stream()
                .flatMap(values -> values.children().stream())
                .map(SettingsReader::text)
                .toList();
        boolean isList = single.isEmpty() && tag.child("default_values").isPresent();
        Setting.Type type = type(tag, name, single.flatMap(ConfigTag::value), isList);
        Declared declared = new Declared(
                category, name, tag.string("label").orElse(name), type, Optional.empty(), allowed, tag.location());
        Optional<Object> standard = Optional.empty();
        if (isList || single.flatMap(ConfigTag::value).isPresent()) {
            List<String> texts = isList
                    ? several.stream().map(SettingsReader::text).toList()
                    : single.stream().map(SettingsReader::text).toList();
            try {
                standard = Optional.of(declared.value(texts));
            } catch (WrongValueException e) {
                warn(
                        single.orElse(tag),
                        "the default of the setting %s %s; it has no default".formatted(name, e.getMessage()));
            }
        }
        settings.add(new Declared(category, name, declared.label(), type, standard, allowed, tag.location()));
    }

    private static String text(ConfigTag tag) {
        return String.valueOf(tag.value().orElse(""));
    }

    /** What it says, or else what its default is. */
    private static Setting.Type type(ConfigTag tag, String name, Optional<Object> standard, boolean isList)
            throws ConfigException {
        Optional<String> said = tag.string("type").map(text -> text.strip().toLowerCase(Locale.ROOT));
        if (said.isPresent()) {
            return switch (said.get()) {
                case "text", "string" -> Setting.Type.TEXT;
                case "texts", "list" -> Setting.Type.TEXTS;
                case "integer", "int" -> Setting.Type.INTEGER;
                case "number", "float" -> Setting.Type.NUMBER;
                case "flag", "boolean", "bool" -> Setting.Type.FLAG;
                default ->
                    throw tag.child("type")
                            .orElse(tag)
                            .refuse("the type of the setting %s must be one of %s, not %s"
                                    .formatted(
                                            name,
                                            Arrays.stream(Setting.Type.values())
                                                    .map(t -> t.name().toLowerCase(Locale.ROOT))
                                                    .collect(Collectors.joining(", ")),
                                            said.get()));
            };
        }
        if (isList) {
            return Setting.Type.TEXTS;
        }
        Object value = standard.orElse("");
        return value instanceof Long
                ? Setting.Type.INTEGER
                : value instanceof Double
                        ? Setting.Type.NUMBER
                        : value instanceof Boolean ? Setting.Type.FLAG : Setting.Type.TEXT;
    }
}
