package org.carrack.spi.server;

import java.util.List;
import java.util.Optional;
import org.carrack.config.ConfigTag;
import org.osgi.annotation.versioning.ProviderType;
import org.slf4j.LoggerFactory;

/**
 * The configuration in {@code etc/carrack.toml}. Implemented by the server; a changed file takes effect with the next
 * call.
 *
 * <p>Safe for any thread.
 */
@ProviderType
public interface ServerConfig {

    /** The whole file as a tag; without children if there is no file. The last valid content if the file is invalid now. */
    ConfigTag root();

    /** Why the file is invalid now, with line and column. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /**
     * A number, or {@code defaultValue} if there is none, or where what is there is no whole number above 0: that is logged.
     *
     * @param key the key, after the name of its table and a dot if it is in one
     */
    default long number(String key, long defaultValue) {
        Optional<ConfigTag> tag = tag(key);
        if (tag.isEmpty()) {
            return defaultValue;
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
                        defaultValue);
        return defaultValue;
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
