package org.carrack.runtime.settings.internal;

import java.util.concurrent.atomic.AtomicReference;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.Undo;
import org.carrack.config.handler.ConfigHandler;
import org.carrack.config.handler.HandlesTag;
import org.carrack.config.handler.PackageFiles;
import org.carrack.lifecycle.PackageContext;
import org.carrack.spi.server.LazyModules;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The tag {@code settings}. */
@Component
@HandlesTag(value = "settings", early = true)
public final class SettingsHandler implements ConfigHandler<SettingsReader.Reading> {

    private final SettingsRegistry registry;
    private final @Nullable LazyModules modules;

    /** Not there as long as nobody needs Configuration Admin. */
    private final AtomicReference<@Nullable SettingsConfigurations> configurations = new AtomicReference<>();

    @Activate
    public SettingsHandler(
            @Reference SettingsRegistry registry,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable LazyModules modules) {
        this.registry = registry;
        this.modules = modules;
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setConfigurations(SettingsConfigurations service) {
        configurations.set(service);
        registry.packageNames().forEach(service::show);
    }

    void unsetConfigurations(SettingsConfigurations service) {
        configurations.compareAndSet(service, null);
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
        boolean isFirst = !registry.packageNames().contains(declarer.name());
        registry.declare(declarer, read.settings());
        if (modules != null && isFirst && ConfiguredComponents.isAnyOf(declarer.bundle(), declarer.name())) {
            modules.require(LazyModules.Trigger.SERVICE, ConfigurationAdmin.class.getName());
        }
        SettingsConfigurations shown = configurations.get();
        if (shown != null) {
            shown.show(declarer.name());
        }
        return () -> {
            registry.forget(declarer);
            SettingsConfigurations last = configurations.get();
            if (last != null) {
                last.hide(declarer.name());
            }
        };
    }
}
