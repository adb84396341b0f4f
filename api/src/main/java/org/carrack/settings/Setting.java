package org.carrack.settings;

import java.util.List;
import java.util.Optional;

/**
 * A setting as its package declares it, with its current value. Immutable.
 *
 * @param packageName the package
 * @param category its category; empty if it has none
 * @param name its name, the same for all packages: {@code xml.readable}
 * @param label its name for people
 * @param type the type of its values
 * @param standard its default
 * @param allowed the allowed values; empty if any value of its type is allowed
 * @param value its current value: a {@code String}, {@code Long}, {@code Double}, {@code Boolean} or a {@code List<String>};
 *     empty if there is none
 * @param source the origin of the value: {@code default}, a file of the home, or the package whose default it is
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

    /** The types of settings. */
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
