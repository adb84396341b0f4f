package org.carrack.runtime.plugins.internal.engine;

import java.util.function.Supplier;
import org.carrack.plugin.Plugin;
import org.carrack.plugin.PluginName;
import org.carrack.runtime.plugins.internal.config.LiveConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A plugin of a live package.
 *
 * @param name with its package
 * @param configuration what its template describes; nothing if it has none
 * @param log that of its package
 */
public record PluginDefinition(
        String name,
        String packageName,
        Plugin plugin,
        @Nullable LiveConfiguration configuration,
        Logger log) {

    /**
     * The name of a plugin in its package.
     *
     * @throws IllegalArgumentException if it cannot be one; the message is one sentence for its author
     */
    public static String nameOf(Class<?> type) {
        PluginName given = type.getAnnotation(PluginName.class);
        String name = given == null ? type.getSimpleName() : given.value();
        if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,99}")) {
            throw new IllegalArgumentException(
                    "the plugin %s cannot be named '%s': letters, digits, _ and -, starting with a letter, in @PluginName"
                            .formatted(type.getName(), name));
        }
        return name;
    }

    /** Runs something with the classes of the plugin's package as those of the thread. */
    static <T> T withClassesOf(Plugin plugin, Supplier<T> task) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(plugin.getClass().getClassLoader());
        try {
            return task.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
