package org.carrack.runtime.auth.oidc.internal;

import java.util.Map;
import org.carrack.auth.LoginProvider;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.spi.config.ServerConfig;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the providers of {@code etc/carrack.toml}, as it is when the server starts. */
@Component(
        service = {},
        immediate = true)
public final class OidcProviders {

    private static final Logger LOG = LoggerFactory.getLogger(OidcProviders.class);

    @Activate
    public OidcProviders(BundleContext context, @Reference ServerConfig config) {
        for (ConfigTag tag : config.root().children("oidc")) {
            try {
                OidcSettings settings = OidcSettings.read(tag);
                context.registerService(
                        LoginProvider.class,
                        new OidcProvider(settings),
                        FrameworkUtil.asDictionary(Map.of(LoginProvider.NAME, settings.name())));
            } catch (ConfigException e) {
                LOG.error("{}; the provider is not offered", e.getMessage());
            }
        }
    }
}
