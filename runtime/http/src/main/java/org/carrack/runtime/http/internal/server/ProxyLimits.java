package org.carrack.runtime.http.internal.server;

import org.carrack.spi.server.ServerConfig;

/**
 * What the server's owner lets proxies do: {@code [proxy]} in {@code etc/carrack.toml}.
 *
 * @param answerMs how long a backend may be silent, before its answer and within it, in milliseconds
 * @param bodyMb how much may be sent to one, in megabytes
 */
public record ProxyLimits(long answerMs, long bodyMb) {

    public static ProxyLimits of(ServerConfig config) {
        return new ProxyLimits(
                config.number("proxy.answer_limit_ms", 60_000), config.number("proxy.body_limit_mb", 1_024));
    }
}
