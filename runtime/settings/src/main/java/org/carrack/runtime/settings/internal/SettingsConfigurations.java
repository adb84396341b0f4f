package org.carrack.runtime.settings.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.carrack.auth.Caller;
import org.carrack.settings.Setting;
import org.carrack.settings.SettingException;
import org.carrack.settings.SettingListener;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.MetaTypeProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each package's settings as a configuration of OSGi, with the package's name as PID and a description by Metatype: tools see
 * and edit them, and components of the package can be configured by them. What a tool changes is set as by any other means.
 * There when Configuration Admin is, which the first tool or configured component starts.
 */
@Component(service = {SettingsConfigurations.class, ConfigurationListener.class})
public final class SettingsConfigurations implements SettingListener, ConfigurationListener {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsConfigurations.class);

    private static final Caller TOOL = new Caller("osgi", Set.of(Caller.ADMIN));

    private final BundleContext context;
    private final SettingsRegistry registry;
    private final ConfigurationAdmin admin;
    private final Map<String, ServiceRegistration<MetaTypeProvider>> shown = new ConcurrentHashMap<>();

    /** What was written last of each package; its own lock, under which no other code is called. */
    private final Map<String, Map<String, Object>> written = new HashMap<>();

    @Activate
    public SettingsConfigurations(
            BundleContext context, @Reference SettingsRegistry registry, @Reference ConfigurationAdmin admin) {
        this.context = context;
        this.registry = registry;
        this.admin = admin;
        registry.follow(this);
    }

    /** A package has settings. */
    void show(String packageName) {
        if (!shown.containsKey(packageName)) {
            shown.put(
                    packageName,
                    context.registerService(
                            MetaTypeProvider.class,
                            new SettingsMetatype(packageName, () -> registry.list(packageName)),
                            FrameworkUtil.asDictionary(Map.of("metatype.pid", packageName))));
        }
        registry.locked(() -> write(packageName));
    }

    /** It has gone. */
    void hide(String packageName) {
        ServiceRegistration<MetaTypeProvider> registration = shown.remove(packageName);
        if (registration != null) {
            registration.unregister();
        }
        synchronized (written) {
            written.remove(packageName);
        }
        try {
            admin.getConfiguration(packageName, "?").delete();
        } catch (IOException e) {
            LOG.warn("the configuration {} could not be deleted", packageName, e);
        }
    }

    @Override
    public void changed(String name, Optional<Object> before, Optional<Object> now) {
        for (String packageName : shown.keySet()) {
            if (registry.list(packageName).stream().anyMatch(s -> s.name().equals(name))) {
                write(packageName);
            }
        }
    }

    /** Within the registry's lock, so that what is written last is what counts last. */
    private void write(String packageName) {
        Map<String, Object> properties = properties(packageName);
        synchronized (written) {
            try {
                admin.getConfiguration(packageName, "?").updateIfDifferent(FrameworkUtil.asDictionary(properties));
                written.put(packageName, properties);
            } catch (IOException e) {
                LOG.warn("the configuration {} could not be written", packageName, e);
            }
        }
    }

    private Map<String, Object> properties(String packageName) {
        Map<String, Object> properties = new HashMap<>();
        for (Setting setting : registry.list(packageName)) {
            setting.value()
                    .ifPresent(value -> properties.put(
                            setting.name(),
                            value instanceof List<?> list
                                    ? list.stream().map(String::valueOf).toArray(String[]::new)
                                    : value));
        }
        return properties;
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getType() != ConfigurationEvent.CM_UPDATED) {
            return;
        }
        if (!shown.containsKey(event.getPid())) {
            return;
        }
        boolean isRefused = false;
        for (Map.Entry<Setting, Object> edit : edits(event.getPid()).entrySet()) {
            isRefused |= !set(edit.getKey(), edit.getValue());
        }
        if (isRefused) {
            registry.locked(() -> write(event.getPid()));
        }
    }

    /** A change by a tool: events come late, and most are of this class's own writing. */
    private Map<Setting, Object> edits(String packageName) {
        List<Setting> settings = registry.list(packageName);
        Map<Setting, Object> edits = new LinkedHashMap<>();
        synchronized (written) {
            Map<String, Object> ours = written.getOrDefault(packageName, Map.of());
            try {
                Dictionary<String, Object> there =
                        admin.getConfiguration(packageName, "?").getProperties();
                for (Setting setting : settings) {
                    Object value = there == null ? null : there.get(setting.name());
                    if (value != null && !isSame(value, ours.get(setting.name()))) {
                        edits.put(setting, value);
                    }
                }
            } catch (IOException | IllegalStateException e) {
                LOG.warn("the configuration {} could not be read", packageName, e);
            }
        }
        return edits;
    }

    private boolean set(Setting setting, Object value) {
        try {
            registry.set(setting.packageName(), setting.name(), texts(value), TOOL);
            return true;
        } catch (SettingException e) {
            LOG.error("a tool of OSGi wanted another configuration: {}", e.getMessage());
            return false;
        }
    }

    private static List<String> texts(Object value) {
        if (value instanceof Object[] array) {
            return Arrays.stream(array).map(String::valueOf).toList();
        }
        return value instanceof java.util.Collection<?> several
                ? several.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }

    private static boolean isSame(Object one, @Nullable Object other) {
        return other != null && texts(one).equals(texts(other));
    }
}
