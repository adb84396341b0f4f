package org.carrack.runtime.http.internal.access;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.runtime.http.internal.response.HttpServerConfig;
import org.carrack.spi.config.ServerConfig;

/**
 * The hosts whose requests the server's own port answers: {@code allowed_hosts} in {@code etc/carrack.toml}; if it is empty, all. A
 * page of another site whose name is made to lead here (DNS rebinding) is refused by it. Hosts of packages, and addresses and names of
 * this machine ({@code localhost}), are always answered.
 */
public record AllowedHosts(Set<String> names) {

    public static AllowedHosts of(ServerConfig config) {
        return new AllowedHosts(Stream.of(config.view(HttpServerConfig.class).allowedHosts())
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet()));
    }

    public boolean allows(String host) {
        if (names.isEmpty()) {
            return true;
        }
        String name = host.toLowerCase(Locale.ROOT);
        // A request for an address was not led here by a name.
        boolean isAddress = name.startsWith("[") || name.matches("[0-9.]+");
        return isAddress || name.equals("localhost") || names.contains(name);
    }
}
