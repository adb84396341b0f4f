package org.carrack.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.jspecify.annotations.Nullable;

/** Makes tags of what code declares, as if it stood in a descriptor. */
public final class DeclaredTag {

    private DeclaredTag() {}

    /**
     * A tag with children.
     *
     * @param children as in TOML: texts, numbers, booleans, maps as tables, lists of maps as arrays of tables, other lists as
     *     arrays; what is none of these is the value of its tag as it is
     */
    public static ConfigTag of(String name, Map<String, ?> children) {
        SourceLocation at = new SourceLocation("declare(\"%s\")".formatted(name), 0, 0);
        return new Tag(name, at, null, children(at, children));
    }

    private static List<ConfigTag> children(SourceLocation at, Map<?, ?> map) {
        List<ConfigTag> children = new ArrayList<>();
        map.forEach((name, value) -> {
            if (value instanceof Collection<?> many && many.stream().allMatch(one -> one instanceof Map<?, ?>)) {
                many.forEach(one -> children.add(tag(at, String.valueOf(name), one)));
            } else {
                children.add(tag(at, String.valueOf(name), value));
            }
        });
        return children;
    }

    private static ConfigTag tag(SourceLocation at, String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> table) {
            return new Tag(name, at, null, children(at, table));
        }
        if (value instanceof Collection<?> array) {
            return new Tag(
                    name,
                    at,
                    null,
                    array.stream().map(one -> tag(at, "value", one)).toList());
        }
        boolean isWhole = value instanceof Integer || value instanceof Short || value instanceof Byte;
        Object content = isWhole && value instanceof Number number
                ? (Object) number.longValue()
                : value instanceof Float number ? (Object) number.doubleValue() : value;
        return new Tag(name, at, content, List.of());
    }
}
