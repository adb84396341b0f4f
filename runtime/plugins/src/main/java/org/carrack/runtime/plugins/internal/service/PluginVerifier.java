package org.carrack.runtime.plugins.internal.service;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.carrack.plugin.Plugin;
import org.carrack.runtime.plugins.internal.engine.PluginDefinition;
import org.carrack.runtime.plugins.internal.template.ConfigTemplate;
import org.carrack.spi.manage.ComponentVerifier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Says which plugins of a package that is verified could not be run. */
@Component(property = ComponentVerifier.SERVICE_TYPE + "=org.carrack.plugin.Plugin")
public final class PluginVerifier implements ComponentVerifier {

    @Activate
    public PluginVerifier() {}

    @Override
    public List<String> problems(String packageName, List<Class<?>> components) {
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Class<?> component : components) {
            if (!Plugin.class.isAssignableFrom(component)) {
                continue;
            }
            try {
                String name = PluginDefinition.nameOf(component);
                template(component, PluginTracker.FOLDER + name + ".ini")
                        .flatMap(ConfigTemplate::mistake)
                        .ifPresent(mistake -> problems.add(mistake.toString()));
                if (!names.add(name)) {
                    problems.add("there are two plugins named %s; give one another @PluginName".formatted(name));
                }
            } catch (IllegalArgumentException | LinkageError e) {
                problems.add(
                        e instanceof IllegalArgumentException
                                ? String.valueOf(e.getMessage())
                                : "the plugin %s cannot be loaded: %s".formatted(component.getName(), e));
            }
        }
        return problems;
    }

    private static Optional<ConfigTemplate> template(Class<?> component, String file) {
        ClassLoader classes = component.getClassLoader();
        try (InputStream in = classes == null ? null : classes.getResourceAsStream(file)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(ConfigTemplate.read(file, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalArgumentException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }
}
