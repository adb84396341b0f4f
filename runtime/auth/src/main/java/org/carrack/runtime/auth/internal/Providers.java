package org.carrack.runtime.auth.internal;

import java.util.Map;
import java.util.TreeMap;
import org.carrack.auth.LoginProvider;
import org.carrack.auth.LoginProviderName;
import org.carrack.spi.server.ServiceProperties;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The login providers by name, as they come and go. */
@Component(service = Providers.class)
public final class Providers {

    /** What a session keeps the name of its provider under. */
    static final String NAME = LoginProvider.NAME;

    private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

    private volatile Map<String, LoginProvider> all = Map.of();

    @Activate
    public Providers() {}

    /** By name, in its order. */
    Map<String, LoginProvider> all() {
        return all;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    synchronized void add(LoginProvider provider, Map<String, Object> properties) {
        String name =
                ServiceProperties.texts(
                                properties::get, LoginProvider.NAME, LoginProviderName.PREFIX_ + "login.provider.name")
                        .stream()
                        .findFirst()
                        .orElse("");
        if (!name.matches("[a-z0-9-]+") || all.containsKey(name)) {
            LOG.warn(
                    "a login provider is named {}, and is not offered: it needs a name of its own, of small letters, digits and -",
                    name);
            return;
        }
        Map<String, LoginProvider> more = new TreeMap<>(all);
        more.put(name, provider);
        all = more;
    }

    synchronized void remove(LoginProvider provider) {
        Map<String, LoginProvider> fewer = new TreeMap<>(all);
        fewer.values().remove(provider);
        all = fewer;
    }
}
