package org.carrack.runtime.manager.internal;

import java.time.Duration;
import java.util.List;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.ServerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code etc/carrack.toml} says of packages, with what counts where it says nothing. */
final class ManagerConfig {

    private static final Logger LOG = LoggerFactory.getLogger(ManagerConfig.class);

    private final ServerConfig config;

    ManagerConfig(ServerConfig config) {
        this.config = config;
    }

    /** {@code repositories}: folders and addresses of indexes that missing packages are taken from. */
    List<String> repositories() {
        return config.root().children("repositories").stream()
                .flatMap(tag -> tag.children().isEmpty()
                        ? tag.value().stream()
                        : tag.children("value").stream().flatMap(value -> value.value().stream()))
                .map(String::valueOf)
                .toList();
    }

    /** {@code hook_limit_s}: how long a hook may take. */
    Duration hookLimit() {
        return Duration.ofSeconds(number("hook_limit_s", 60));
    }

    /** {@code unpacked_limit_mb}: how much an archive may unpack to, in bytes. */
    long unpackedLimit() {
        return number("unpacked_limit_mb", 1024) << 20;
    }

    /** {@code fetch_limit_mb}: how much is fetched from an address, in bytes. */
    long fetchLimit() {
        return number("fetch_limit_mb", 512) << 20;
    }

    private long number(String key, long otherwise) {
        ConfigTag root = config.root();
        try {
            long given = root.integer(key).orElse(otherwise);
            if (given > 0) {
                return given;
            }
            LOG.warn("{}: {} must be more than 0; {} counts", root.location(), key, otherwise);
        } catch (ConfigException e) {
            LOG.warn("{}: {}; {} counts", e.location(), e.getMessage(), otherwise);
        }
        return otherwise;
    }
}
