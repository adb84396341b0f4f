package org.carrack.spi.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.carrack.config.ConfigTag;
import org.osgi.annotation.versioning.ProviderType;

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

    /** The file; it need not be there. */
    default Path file() {
        return Path.of("etc", "carrack.toml");
    }

    /** Why the file is invalid now, with line and column. */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /**
     * What is wrong with the keys and values in the file, each with file, line and column and what is in effect instead.
     */
    default List<String> problems() {
        return List.of();
    }

    /**
     * What is wrong with another file, as if it were the server's.
     *
     * @throws IOException if it cannot be read
     */
    default List<String> check(Path file) throws IOException {
        return List.of();
    }

    /** Whether a value of the file is one that its key cannot have. */
    default boolean isInvalid(ConfigTag tag) {
        return false;
    }

    /**
     * A table of the file, typed. Each call of its methods reads the file as it is then; a key that is missing or invalid has its
     * default.
     *
     * @param type an annotation type with {@link ConfigTable}
     */
    default <T> T view(Class<T> type) {
        return ConfigView.of(this, type);
    }
}
