package org.carrack.runtime.settings.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.carrack.spi.config.ConfigDocument;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The settings of live packages and the configuration of the server, as documents. For any thread. */
@Component
public final class SettingsDocuments implements ConfigDocument.Provider {

    private final SettingsRegistry registry;
    private final ConfigFile config;
    private final String version;

    @Activate
    public SettingsDocuments(
            BundleContext context, @Reference SettingsRegistry registry, @Reference ConfigFile config) {
        this.registry = registry;
        this.config = config;
        version = context.getBundle().getVersion().toString();
    }

    @Override
    public List<ConfigDocument> documents() {
        List<ConfigDocument> all = new ArrayList<>(registry.documents());
        try {
            all.add(new ServerDocument(config.file(), version, config.definitions(), config::root));
        } catch (IOException e) {
            throw new UncheckedIOException("the definitions of modules cannot be read", e);
        }
        return all;
    }
}
