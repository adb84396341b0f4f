package org.carrack.runtime.settings.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.carrack.config.ConfigTag;
import org.carrack.model.Nearest;
import org.carrack.runtime.settings.internal.ConfigDefinition.ConfigKey;

/** Checks the keys and values of {@code etc/carrack.toml} against the definitions of all modules. Immutable. */
final class ConfigChecker {

    /** By table, and there by name. */
    private final Map<String, Map<String, ConfigKey>> keys = new LinkedHashMap<>();

    private final Set<String> named;

    /**
     * A mistake in the file.
     *
     * @param isUnknown whether there is no such key
     */
    record Mistake(ConfigTag tag, String message, boolean isUnknown) {

        Mistake(ConfigTag tag, String message) {
            this(tag, message, false);
        }

        /** The mistake, and what counts instead. */
        String withEffect() {
            return this + (isUnknown ? "; it is ignored" : "; its default is in effect");
        }

        @Override
        public String toString() {
            return tag.location() + ": " + message;
        }
    }

    ConfigChecker(List<ConfigDefinition> definitions) {
        for (ConfigDefinition definition : definitions) {
            Map<String, ConfigKey> table = keys.computeIfAbsent(definition.table(), name -> new LinkedHashMap<>());
            definition.keys().forEach(key -> table.put(key.name(), key));
        }
        named = definitions.stream()
                .filter(ConfigDefinition::isNamed)
                .map(ConfigDefinition::table)
                .collect(Collectors.toSet());
    }

    /** What is wrong with a file. */
    List<Mistake> check(ConfigTag root) {
        List<Mistake> mistakes = new ArrayList<>();
        Map<String, ConfigKey> outside = keys.getOrDefault("", Map.of());
        for (ConfigTag tag : root.children()) {
            Map<String, ConfigKey> table = keys.get(key(tag));
            ConfigKey key = outside.get(key(tag));
            if (table != null && !tag.name().isEmpty()) {
                if (tag.value().isPresent()) {
                    mistakes.add(new Mistake(
                            tag, "%1$s is a table: write [%1$s], with its keys below".formatted(tag.name())));
                } else if (named.contains(key(tag))) {
                    tag.children().forEach(one -> checkTable(one, tag.name() + "." + one.name(), table, mistakes));
                } else {
                    checkTable(tag, tag.name(), table, mistakes);
                }
            } else if (key != null) {
                checkValue(tag, key, mistakes);
            } else {
                Set<String> known = new TreeSet<>(outside.keySet());
                known.addAll(keys.keySet());
                known.remove("");
                mistakes.add(unknown(tag, "", known));
            }
        }
        return mistakes;
    }

    /** The name as look-ups of tags have it: case does not count, and {@code -} is {@code _}. */
    private static String key(ConfigTag tag) {
        return tag.name().replace('-', '_').toLowerCase(Locale.ROOT);
    }

    private static void checkTable(ConfigTag table, String name, Map<String, ConfigKey> keys, List<Mistake> mistakes) {
        if (table.value().isPresent()) {
            mistakes.add(new Mistake(table, "%1$s is a table: write [%1$s], with its keys below".formatted(name)));
            return;
        }
        for (ConfigTag tag : table.children()) {
            ConfigKey key = keys.get(key(tag));
            if (key == null) {
                mistakes.add(unknown(tag, "[%s]".formatted(name), new TreeSet<>(keys.keySet())));
            } else {
                checkValue(tag, key, mistakes);
            }
        }
    }

    private static Mistake unknown(ConfigTag tag, String table, Set<String> known) {
        String hint = Nearest.to(tag.name(), known)
                .map("did you mean %s?"::formatted)
                .orElseGet(() -> "these are: " + String.join(", ", known));
        return new Mistake(
                tag,
                table.isEmpty()
                        ? "there is no key or table %s; %s".formatted(tag.name(), hint)
                        : "%s is no key of %s; %s".formatted(tag.name(), table, hint),
                true);
    }

    private static void checkValue(ConfigTag tag, ConfigKey key, List<Mistake> mistakes) {
        Object value = tag.value().orElse(null);
        boolean isFine = switch (key.type()) {
            case TEXT -> value instanceof String;
            case TEXTS ->
                value instanceof String
                        || (value == null
                                && tag.children().stream()
                                        .allMatch(each -> each.isNamed("value")
                                                && each.value().orElse(null) instanceof String));
            case INTEGER -> value instanceof Long;
            case FLAG -> value instanceof Boolean;
            case TABLE -> value == null;
        };
        if (!isFine) {
            mistakes.add(new Mistake(
                    tag,
                    "%s must be %s%s"
                            .formatted(
                                    key.name(),
                                    key.type().description(),
                                    value == null ? "" : ", not " + shown(value))));
        } else if (value instanceof String text
                && !key.options().isEmpty()
                && !key.options().contains(text)) {
            mistakes.add(new Mistake(
                    tag, "%s must be one of %s, not %s".formatted(key.name(), String.join(", ", key.options()), text)));
        } else if (value instanceof Long number && !isInRange(number, key)) {
            mistakes.add(new Mistake(tag, "%s must be %s, not %d".formatted(key.name(), range(key), number)));
        }
    }

    private static String shown(Object value) {
        return value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
    }

    private static boolean isInRange(long number, ConfigKey key) {
        return number >= key.min().orElse(Integer.MIN_VALUE)
                && number <= key.max().orElse(Integer.MAX_VALUE);
    }

    private static String range(ConfigKey key) {
        return key.min().isPresent() && key.max().isEmpty()
                ? "at least " + key.min().getAsLong()
                : "between %d and %d"
                        .formatted(
                                key.min().orElse(Integer.MIN_VALUE), key.max().orElse(Integer.MAX_VALUE));
    }
}
