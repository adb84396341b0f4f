package org.carrack.runtime.plugins.internal.service;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.carrack.lifecycle.PackageContext;
import org.carrack.plugin.Plugin;
import org.carrack.runtime.plugins.internal.config.LiveConfiguration;
import org.carrack.runtime.plugins.internal.config.PluginDocument;
import org.carrack.runtime.plugins.internal.engine.PluginDefinition;
import org.carrack.runtime.plugins.internal.template.ConfigTemplate;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Knows the plugins of live packages as they come and go. The bundle of the component decides which package it belongs to. */
@Component(service = PluginTracker.class, immediate = true)
public final class PluginTracker {

    /** Where a package has the templates of its plugins. */
    static final String FOLDER = "config/plugins/";

    private final PluginsService service;
    private final ChoicesTracker choices;
    private final Map<Bundle, PackageContext> packages = new HashMap<>();
    private final Map<ServiceReference<Plugin>, PluginDefinition> plugins = new HashMap<>();

    /** Those of bundles that are no live packages, or not yet. */
    private final Map<ServiceReference<Plugin>, Plugin> early = new LinkedHashMap<>();

    @Activate
    public PluginTracker(@Reference PluginsService service, @Reference ChoicesTracker choices) {
        this.service = service;
        this.choices = choices;
    }

    @Reference(
            target = PackageContext.ANY,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addPackage(PackageContext live) {
        Map<ServiceReference<Plugin>, Plugin> its = new LinkedHashMap<>();
        synchronized (this) {
            packages.put(live.bundle(), live);
            early.forEach((reference, plugin) -> {
                if (live.bundle().equals(reference.getBundle())) {
                    its.put(reference, plugin);
                }
            });
            early.keySet().removeAll(its.keySet());
        }
        its.forEach((reference, plugin) -> add(live, reference, plugin));
    }

    synchronized void removePackage(PackageContext live) {
        packages.remove(live.bundle(), live);
    }

    @Reference(service = Plugin.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPlugin(ServiceReference<Plugin> reference, Plugin plugin) {
        PackageContext live;
        synchronized (this) {
            live = packages.get(reference.getBundle());
            if (live == null) {
                early.put(reference, plugin);
                return;
            }
        }
        add(live, reference, plugin);
    }

    private void add(PackageContext live, ServiceReference<Plugin> reference, Plugin plugin) {
        try {
            PluginDefinition definition = definition(live, plugin);
            synchronized (this) {
                if (reference.getBundle() == null) {
                    // It has gone while its template was read.
                    return;
                }
                service.add(definition);
                plugins.put(reference, definition);
            }
        } catch (IOException | IllegalArgumentException | LinkageError e) {
            live.reject(
                    e instanceof IllegalArgumentException
                            ? String.valueOf(e.getMessage())
                            : "a plugin cannot be loaded: " + e);
        }
    }

    private PluginDefinition definition(PackageContext live, Plugin plugin) throws IOException {
        String own = PluginDefinition.nameOf(plugin.getClass());
        String name = live.name() + "." + own;
        Path home = service.home();
        String file = FOLDER + own + ".ini";
        Optional<URL> found = live.resource(file);
        if (found.isEmpty()) {
            return new PluginDefinition(name, live.name(), plugin, null, live.log());
        }
        ConfigTemplate template = ConfigTemplate.read(file, read(found.get()));
        template.problems().stream()
                .filter(problem -> problem.isWarning())
                .forEach(problem -> live.warn(problem.toString()));
        // While a package starts, this keeps the version before; later it is a warning, and the plugin waits.
        template.mistake().ifPresent(mistake -> live.reject(mistake.toString()));
        if (!template.sections().contains("plugins." + own)
                && template.mistake().isEmpty()) {
            live.warn("%s has no section [plugins.%s], so the plugin %s has no options of its own"
                    .formatted(file, own, own));
        }
        PluginDocument document = new PluginDocument(
                name,
                own,
                home,
                live.version().toString(),
                template,
                choices.of(live.bundle(), own, plugin),
                () -> service.configurationSaved(name));
        return new PluginDefinition(
                name, live.name(), plugin, new LiveConfiguration(document, home, live.log()), live.log());
    }

    private static String read(URL file) throws IOException {
        try (InputStream in = file.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void removePlugin(ServiceReference<Plugin> reference) {
        PluginDefinition definition;
        synchronized (this) {
            early.remove(reference);
            definition = plugins.remove(reference);
        }
        if (definition != null) {
            service.remove(definition);
        }
    }
}
