package org.carrack.runtime.settings.internal;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a module defines of a table of {@code etc/carrack.toml}.
 *
 * @param title what it is, for people
 * @param table the table's name; empty for keys outside of tables
 * @param isNamed whether the keys are in tables below it that have names of their own
 */
record ConfigDefinition(String title, String table, boolean isNamed, List<ConfigKey> keys) {

    /** The types of values. */
    enum ValueType {
        TEXT("a text in quotes"),
        TEXTS("a list of texts"),
        INTEGER("a whole number"),
        FLAG("true or false"),
        /** A table with any keys. */
        TABLE("a table");

        private final String description;

        ValueType(String description) {
            this.description = description;
        }

        /** As a part of a sentence. */
        String description() {
            return description;
        }
    }

    /**
     * A key.
     *
     * @param defaultValue as people read it; empty if there is none
     * @param options the texts that it may have; empty for any
     * @param needsRestart whether it is read when the server starts
     */
    record ConfigKey(
            String name,
            ValueType type,
            String description,
            Optional<String> defaultValue,
            OptionalLong min,
            OptionalLong max,
            List<String> options,
            boolean needsRestart) {

        ConfigKey {
            options = List.copyOf(options);
        }
    }

    ConfigDefinition {
        keys = List.copyOf(keys);
    }
}
