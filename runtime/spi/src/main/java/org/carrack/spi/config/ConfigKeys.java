package org.carrack.spi.config;

import java.util.Locale;

/** Keys of {@code etc/carrack.toml}. Stateless. */
public final class ConfigKeys {

    private ConfigKeys() {}

    /** The key of a method of a {@link ConfigTable}, which is also its id in Metatype: {@code headLimitKb} is {@code head_limit_kb}. */
    public static String ofMethod(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
