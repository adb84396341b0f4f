package org.carrack.spi.config;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.stream.Stream;
import org.carrack.config.ConfigTag;
import org.jspecify.annotations.Nullable;

/** Reads the keys of a {@link ConfigTable}; a key that is missing or has a value that it cannot have is its default. */
final class ConfigView implements InvocationHandler {

    private final ServerConfig config;
    private final String table;
    private final Class<?> type;

    private ConfigView(ServerConfig config, Class<?> type) {
        this.config = config;
        this.type = type;
        ConfigTable definition = type.getAnnotation(ConfigTable.class);
        if (definition == null || !type.isAnnotation()) {
            throw new IllegalArgumentException(type.getName() + " defines no table of etc/carrack.toml");
        }
        table = definition.table();
    }

    static <T> T of(ServerConfig config, Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new ConfigView(config, type)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        if (method.getDeclaringClass() != type) {
            return switch (method.getName()) {
                case "annotationType" -> type;
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == (arguments == null ? null : arguments[0]);
                default -> "[%s]".formatted(table);
            };
        }
        Optional<ConfigTag> parent =
                table.isEmpty() ? Optional.of(config.root()) : config.root().child(table);
        Optional<ConfigTag> tag = parent.flatMap(tags -> tags.child(ConfigKeys.ofMethod(method.getName())));
        Object value = tag.isEmpty() || config.isInvalid(tag.get()) ? null : convert(tag.get(), method.getReturnType());
        return value == null ? method.getDefaultValue() : value;
    }

    private static @Nullable Object convert(ConfigTag tag, Class<?> type) {
        Object value = tag.value().orElse(null);
        if (type == String[].class) {
            Stream<ConfigTag> values = value == null ? tag.children("value").stream() : Stream.of(tag);
            return values.flatMap(each -> each.value().stream())
                    .map(String::valueOf)
                    .toArray(String[]::new);
        }
        if (type == String.class) {
            return value == null ? null : String.valueOf(value).strip();
        }
        if (type == boolean.class) {
            return value instanceof Boolean flag ? flag : null;
        }
        if (value instanceof Long number) {
            if (type == int.class) {
                return number == number.intValue() ? number.intValue() : null;
            }
            return type == long.class ? number : null;
        }
        return null;
    }
}
