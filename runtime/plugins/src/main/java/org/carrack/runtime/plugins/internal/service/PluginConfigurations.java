package org.carrack.runtime.plugins.internal.service;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.carrack.auth.Caller;
import org.carrack.manage.ConfigForm.Field;
import org.carrack.manage.ConfigurationException;
import org.carrack.manage.Configurations;
import org.carrack.runtime.plugins.internal.config.LiveConfiguration;
import org.carrack.runtime.plugins.internal.config.PluginDocument;
import org.carrack.runtime.plugins.internal.config.PluginMetatype;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.MetaTypeProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration of each plugin as one of OSGi, with {@code plugins.} and the plugin's name as PID and a description by Metatype: tools see and edit it. What a tool
 * changes is changed as by any other means, and refused as by any other. There when Configuration Admin is, which the first tool starts.
 */
@Component(
        service = {PluginConfigurations.class, ConfigurationListener.class},
        immediate = true)
public final class PluginConfigurations implements ConfigurationListener, PluginsService.Follower {

    private static final Logger LOG = LoggerFactory.getLogger(PluginConfigurations.class);

    /** Before the name of the plugin: by that alone DS would take the configuration for that of a component of this class. */
    private static final String PREFIX = "plugins.";

    private static final Caller TOOL = new Caller("osgi", Set.of(Caller.ADMIN));

    private final BundleContext context;
    private final PluginsService service;
    private final ConfigurationAdmin admin;
    private final Configurations configurations;
    private final Map<String, Shown> shown = new HashMap<>();

    /** What a tool sees of one. */
    private record Shown(
            LiveConfiguration configuration,
            ServiceRegistration<MetaTypeProvider> metatype,
            Map<String, Object> written) {}

    @Activate
    public PluginConfigurations(
            BundleContext context,
            @Reference PluginsService service,
            @Reference ConfigurationAdmin admin,
            @Reference Configurations configurations) {
        this.context = context;
        this.service = service;
        this.admin = admin;
        this.configurations = configurations;
        service.follow(this);
    }

    @Deactivate
    void deactivate() {
        service.unfollow(this);
        for (String name : names()) {
            gone(name);
        }
    }

    private synchronized List<String> names() {
        return List.copyOf(shown.keySet());
    }

    @Override
    public synchronized void come(String name, LiveConfiguration configuration) {
        PluginDocument document = configuration.document();
        ServiceRegistration<MetaTypeProvider> metatype = context.registerService(
                MetaTypeProvider.class,
                new PluginMetatype(document),
                FrameworkUtil.asDictionary(Map.of("metatype.pid", PREFIX + name)));
        shown.put(name, new Shown(configuration, metatype, Map.of()));
        write(name);
    }

    @Override
    public synchronized void gone(String name) {
        Shown one = shown.remove(name);
        if (one != null) {
            one.metatype().unregister();
            try {
                admin.getConfiguration(PREFIX + name, "?").delete();
            } catch (IOException e) {
                LOG.warn("the configuration {} could not be deleted", name, e);
            }
        }
    }

    @Override
    public synchronized void changed(String name) {
        write(name);
    }

    private synchronized void write(String name) {
        Shown one = shown.get(name);
        if (one == null) {
            return;
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Field field : one.configuration().fields()) {
            properties.put(field.key(), typed(field));
        }
        try {
            shown.put(name, new Shown(one.configuration(), one.metatype(), properties));
            admin.getConfiguration(PREFIX + name, "?").updateIfDifferent(FrameworkUtil.asDictionary(properties));
        } catch (IOException e) {
            LOG.warn("the configuration {} could not be written", name, e);
        }
    }

    private static Object typed(Field field) {
        String text = field.value().stream().findFirst().orElse("");
        return switch (field.type()) {
            case INTEGER -> Long.valueOf(text);
            case FLAG -> Boolean.valueOf(text);
            case LIST -> field.value().toArray(String[]::new);
            default -> text;
        };
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (!event.getPid().startsWith(PREFIX)) {
            return;
        }
        String name = event.getPid().substring(PREFIX.length());
        Shown one;
        synchronized (this) {
            one = shown.get(name);
        }
        if (one == null || event.getType() != ConfigurationEvent.CM_UPDATED) {
            return;
        }
        try {
            Configuration configuration = admin.getConfiguration(PREFIX + name, "?");
            Map<String, Optional<List<String>>> changes = changes(one, configuration.getProcessedProperties(null));
            if (!changes.isEmpty()) {
                configurations.change(name, changes, Optional.empty(), TOOL);
            }
        } catch (ConfigurationException e) {
            LOG.error("a tool of OSGi changed the configuration {}: {}", name, e.getMessage());
            write(name);
        } catch (IOException e) {
            LOG.warn("the configuration {} could not be read", name, e);
        }
    }

    private static Map<String, Optional<List<String>>> changes(
            Shown one, @Nullable Dictionary<String, Object> properties) {
        Map<String, Optional<List<String>>> changes = new LinkedHashMap<>();
        for (Field field : one.configuration().fields()) {
            List<String> now = texts(properties == null ? null : properties.get(field.key()));
            List<String> before = texts(one.written().get(field.key()));
            if (!now.equals(before)) {
                boolean isGone = properties == null || properties.get(field.key()) == null;
                changes.put(field.key(), isGone ? Optional.empty() : Optional.of(now));
            }
        }
        return changes;
    }

    private static List<String> texts(@Nullable Object value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof Object[] array) {
            for (Object one : array) {
                texts.add(String.valueOf(one));
            }
        } else if (value instanceof Iterable<?> several) {
            several.forEach(one -> texts.add(String.valueOf(one)));
        } else if (value != null) {
            texts.add(Objects.toString(value));
        }
        return texts;
    }
}
