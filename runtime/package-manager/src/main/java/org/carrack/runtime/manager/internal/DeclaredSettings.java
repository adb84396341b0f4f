package org.carrack.runtime.manager.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.carrack.config.ConfigTag;
import org.carrack.model.Descriptor;

/** The settings that a descriptor declares: {@code [[settings]]}, or Adapt's {@code <settings><category><setting>}. */
final class DeclaredSettings {

    private DeclaredSettings() {}

    /** Each setting's name with its default, a text or a list of them. */
    static Map<String, Object> defaults(Descriptor descriptor) {
        Map<String, Object> defaults = new LinkedHashMap<>();
        descriptor.tags().stream().filter(tag -> tag.isNamed("settings")).forEach(tag -> collect(tag, defaults));
        return java.util.Collections.unmodifiableMap(defaults);
    }

    private static void collect(ConfigTag tag, Map<String, Object> defaults) {
        boolean isSetting = tag.child("default_value").isPresent()
                || tag.child("default_values").isPresent();
        if (isSetting && tag.child("name").isPresent()) {
            String name = text(tag.children("name").get(0));
            List<String> several = tag.children("default_values").stream()
                    .flatMap(values -> values.children("value").stream())
                    .map(DeclaredSettings::text)
                    .toList();
            defaults.put(
                    name,
                    tag.child("default_value")
                            .<Object>map(DeclaredSettings::text)
                            .orElse(several));
        } else {
            tag.children().forEach(child -> collect(child, defaults));
        }
    }

    private static String text(ConfigTag tag) {
        return String.valueOf(tag.value().orElse(""));
    }
}
