package org.carrack.http;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** What the server serves, as a configuration of nginx. Implemented by the server. Safe for any thread. */
@ProviderType
public interface NginxConfiguration {

    /** What stands in it where the server's owner has not said that an nginx stands in front. */
    String ATTENTION =
            "Attention: write [nginx] into etc/carrack.toml and restart the server, or it does not know who asks, and whether by TLS";

    /**
     * The configuration for what is served now. Files of packages that it names are laid out.
     *
     * @param isWhole whether it is a file for {@code nginx -c}; else it is for inside {@code http}
     */
    String text(boolean isWhole) throws IOException;
}
