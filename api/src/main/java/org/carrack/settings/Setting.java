package org.carrack.settings;

import java.util.List;
import java.util.Optional;

/**
 * A setting as a package declares it, with the value it has now. Immutable.
 *
 * @param packageName the package
 * @param category under what it is shown; empty where it has none
 * @param name its name, the same for all packages: {@code xml.readable}
 * @param label its name for people
 * @param type what its values are
 * @param standard what it is where nobody says otherwise
 * @param allowed the values it may have; empty where any of its type will do
 * @param value what it is: a {@code String}, {@code Long}, {@code Double}, {@code Boolean} or a {@code List<String>}; nothing
 *     where nobody says
 * @param source where that is said: {@code default}, or a file of the installation, or of which other package it is the default
 */
public record Setting(
        String packageName,
        String category,
        String name,
        String label,
        Type type,
        Optional<Object> standard,
        List<String> allowed,
        Optional<Object> value,
        String source) {

    /** What the values of a setting are. */
    public enum Type {
        TEXT,
        TEXTS,
        INTEGER,
        NUMBER,
        FLAG
    }

    public Setting {
        allowed = List.copyOf(allowed);
    }
}
