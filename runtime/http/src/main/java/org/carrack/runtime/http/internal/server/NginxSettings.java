package org.carrack.runtime.http.internal.server;

import java.nio.file.Path;
import org.carrack.spi.config.ServerConfig;

/**
 * What the server's owner says of the nginx before it: {@code [nginx]} in {@code etc/carrack.toml}.
 *
 * @param isInFront whether there is one, so that this server leaves the ports of packages to it
 * @param reloads whether it is given its configuration whenever that changes
 * @param command what is run for nginx
 * @param config its main file, if that is not the one that we write
 * @param port where it listens
 * @param securePort where it listens with TLS
 * @param limits of proxies
 * @param user whom its workers run as; empty for its default
 */
public record NginxSettings(
        boolean isInFront,
        boolean reloads,
        String command,
        String config,
        int port,
        int securePort,
        String user,
        ProxyLimits limits) {

    public static NginxSettings of(ServerConfig config) {
        NginxConfig nginx = config.view(NginxConfig.class);
        return new NginxSettings(
                config.root().child("nginx").isPresent(),
                nginx.reload(),
                nginx.command(),
                nginx.config(),
                nginx.listen(),
                nginx.listenTls(),
                nginx.user(),
                ProxyLimits.of(config));
    }

    /** The folder of what is written. */
    public static Path folder(Path home) {
        return home.resolve("data/nginx");
    }
}
