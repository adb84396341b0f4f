package org.carrack.runtime.settings.internal;

import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.config.handler.ConfigHandler;
import org.carrack.config.handler.HandlesTag;
import org.carrack.config.handler.PackageFiles;
import org.carrack.lifecycle.PackageContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tag {@code settings}. */
@Component
@HandlesTag(value = "settings", early = true)
public final class SettingsHandler implements ConfigHandler<SettingsReader.Reading> {

    private final SettingsRegistry registry;
    private final SettingsConfigurations configurations;

    @Activate
    public SettingsHandler(@Reference SettingsRegistry registry, @Reference SettingsConfigurations configurations) {
        this.registry = registry;
        this.configurations = configurations;
    }

    @Override
    public SettingsReader.Reading read(ConfigTag tag) throws ConfigException {
        return SettingsReader.read(tag);
    }

    @Override
    public void check(SettingsReader.Reading read, PackageFiles files) {
        read.warnings().forEach(files::warn);
    }

    @Override
    public Undo apply(PackageContext declarer, SettingsReader.Reading read) {
        read.warnings().forEach(declarer::warn);
        registry.declare(declarer, read.settings());
        configurations.show(declarer.name());
        return () -> {
            registry.forget(declarer);
            configurations.hide(declarer.name());
        };
    }
}
