package org.carrack.http;

import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** What the server serves, as a configuration of nginx. Implemented by the server. Safe for any thread. */
@ProviderType
public interface NginxConfiguration {

    /**
     * The configuration for what is served now. Files of packages that it names are laid out.
     *
     * @param isWhole whether it is a file for {@code nginx -c}; else it is for inside {@code http}
     */
    String text(boolean isWhole) throws IOException;
}
