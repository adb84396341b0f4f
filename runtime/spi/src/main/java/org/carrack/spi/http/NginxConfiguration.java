package org.carrack.spi.http;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** The routes of the server as a configuration of nginx. Implemented by the server. Safe for any thread. */
@ProviderType
public interface NginxConfiguration {

    /** The comment in it if no nginx is configured. */
    String ATTENTION =
            "Attention: write [nginx] into etc/carrack.toml and restart the server, or it does not know who asks, and whether by TLS";

    /**
     * The configuration for what is served now. Files of packages that it names are laid out.
     *
     * @param isWhole whether it is a complete file for {@code nginx -c}; otherwise it belongs inside {@code http}
     */
    String text(boolean isWhole) throws IOException;
}
