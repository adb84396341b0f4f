package org.carrack.runtime.http.internal.server;

import org.carrack.spi.config.ServerConfig;

/**
 * What the server's owner lets proxies do: {@code [proxy]} in {@code etc/carrack.toml}.
 *
 * @param answerMs how long a backend may be silent, before its answer and within it, in milliseconds
 * @param bodyMb how much may be sent to one, in megabytes
 */
public record ProxyLimits(long answerMs, long bodyMb) {

    public static ProxyLimits of(ServerConfig config) {
        return new ProxyLimits(
                config.view(ProxyConfig.class).answerLimitMs(),
                config.view(ProxyConfig.class).bodyLimitMb());
    }
}
