package org.carrack.spi.server;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads properties of services in the forms that OSGi permits. Stateless. */
public final class ServiceProperties {

    private ServiceProperties() {}

    /**
     * The texts of a property: of one value, an array or a collection.
     *
     * @param properties returns the value of a property, such as {@code reference::getProperty}
     * @param names the names the property may have; the texts of all are returned
     */
    public static Set<String> texts(Function<String, @Nullable Object> properties, String... names) {
        Set<String> texts = new LinkedHashSet<>();
        for (String name : names) {
            Object value = properties.apply(name);
            if (value instanceof Collection<?> values) {
                values.forEach(each -> texts.add(String.valueOf(each)));
            } else if (value != null && value.getClass().isArray()) {
                for (int i = 0; i < Array.getLength(value); i++) {
                    texts.add(String.valueOf(Array.get(value, i)));
                }
            } else if (value != null) {
                texts.add(value.toString());
            }
        }
        return texts;
    }
}
