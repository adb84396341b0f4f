package org.carrack.runtime.settings.internal;

import org.carrack.spi.config.ServerConfig;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Starts the modules that {@code etc/carrack.toml} asks for, as soon as it can be read. */
@Component(
        service = {},
        immediate = true)
public final class ConfiguredModules {

    @Activate
    public ConfiguredModules(@Reference ServerConfig config) {
        config.root();
    }
}
