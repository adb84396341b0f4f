package org.carrack.config;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.slf4j.LoggerFactory;

/**
 * What the server's owner has written into {@code etc/carrack.toml}. Implemented by the server; a change of the file
 * counts from the next question on.
 *
 * <p>Safe for any thread.
 */
@ProviderType
public interface ServerConfig {

    /** The whole file as a tag; without children if there is no file. What it said before, if it cannot be understood now. */
    ConfigTag root();

    /** Why the file cannot be understood as it is now, with its line and column. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /**
     * A number, or {@code otherwise} where there is none, or where what is there is no whole number above 0: that is logged.
     *
     * @param key the key, after the name of its table and a dot where it is in one
     */
    default long number(String key, long otherwise) {
        Optional<ConfigTag> tag = tag(key);
        if (tag.isEmpty()) {
            return otherwise;
        }
        Object value = tag.get().value().orElse("");
        if (value instanceof Long number && number > 0) {
            return number;
        }
        LoggerFactory.getLogger(ServerConfig.class)
                .warn(
                        "{}: {} must be a whole number above 0, not {}; {} counts",
                        tag.get().location(),
                        key,
                        value,
                        otherwise);
        return otherwise;
    }

    /** The texts of a list, or the one that stands there instead of a list. */
    default List<String> texts(String key) {
        return tag(key).stream()
                .flatMap(tag -> tag.children().isEmpty()
                        ? tag.value().stream()
                        : tag.children("value").stream().flatMap(value -> value.value().stream()))
                .map(String::valueOf)
                .toList();
    }

    private Optional<ConfigTag> tag(String key) {
        int dot = key.indexOf('.');
        return dot < 0
                ? root().child(key)
                : root().child(key.substring(0, dot)).flatMap(table -> table.child(key.substring(dot + 1)));
    }
}
