package org.carrack.runtime.settings.internal;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.carrack.model.Nearest;
import org.jspecify.annotations.Nullable;

/**
 * Settings as the values of a record or an annotation: {@link org.carrack.settings.Settings#as}. A component or method is the setting
 * of the same letters and digits, whatever case and separators either has.
 *
 * @param names the names of the settings that are declared
 * @param value returns the value of a setting; empty if it has none
 */
record TypedSettings(Collection<String> names, Function<String, Optional<Object>> value) {

    /**
     * A view of the current values.
     *
     * @throws IllegalArgumentException if the type is neither a record nor an annotation, or a value cannot become what it asks for
     */
    <T> T as(Class<T> type) {
        if (type.isRecord()) {
            return type.cast(ofRecord(type));
        }
        if (type.isAnnotation()) {
            return type.cast(ofAnnotation(type));
        }
        throw new IllegalArgumentException("%s is neither a record nor an annotation type, and settings become no other"
                .formatted(type.getName()));
    }

    private Object ofRecord(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = read(type, components[i].getName(), components[i].getGenericType(), null);
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "%s does not accept the settings: %s"
                            .formatted(type.getName(), e.getTargetException().getMessage()),
                    e.getTargetException());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("%s cannot be created: %s".formatted(type.getName(), e), e);
        }
    }

    private Object ofAnnotation(Class<?> type) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Method method : type.getDeclaredMethods()) {
            values.put(
                    method.getName(),
                    read(type, method.getName(), method.getGenericReturnType(), method.getDefaultValue()));
        }
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == type) {
                return copy(values.get(method.getName()));
            }
            return switch (method.getName()) {
                case "annotationType" -> type;
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == (arguments == null ? null : arguments[0]);
                default -> "@%s%s".formatted(type.getSimpleName(), values);
            };
        });
    }

    /** The caller may change the elements of an array. */
    private static @Nullable Object copy(@Nullable Object value) {
        return value instanceof String[] texts ? texts.clone() : value;
    }

    private Object read(Class<?> owner, String component, Type type, @Nullable Object defaultValue) {
        String where = owner.getSimpleName() + "." + component;
        List<String> found = names.stream()
                .filter(name -> plain(name).equals(plain(component)))
                .distinct()
                .toList();
        if (found.size() > 1) {
            throw new IllegalArgumentException(
                    "%s means several settings: %s; give them names that differ in more than separators"
                            .formatted(where, String.join(", ", found)));
        }
        if (found.isEmpty() && defaultValue == null) {
            throw new IllegalArgumentException("%s: no package declares a setting %s%s"
                    .formatted(
                            where,
                            component,
                            Nearest.to(component, new LinkedHashSet<>(names))
                                    .map("; did you mean %s?"::formatted)
                                    .orElse("")));
        }
        Optional<Object> now = found.isEmpty() ? Optional.empty() : value.apply(found.get(0));
        if (now.isEmpty() && defaultValue != null) {
            return defaultValue;
        }
        return convert(where, now, type);
    }

    private static String plain(String name) {
        return name.replaceAll("[^\\p{Alnum}]", "").toLowerCase(Locale.ROOT);
    }

    private static Object convert(String where, Optional<Object> value, Type type) {
        if (type instanceof ParameterizedType generic) {
            Type element = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == Optional.class) {
                return value.map(each -> convert(where, Optional.of(each), element));
            }
            if (generic.getRawType() == List.class && element == String.class) {
                return texts(value);
            }
            if (generic.getRawType() == Set.class && element == String.class) {
                return new LinkedHashSet<>(texts(value));
            }
        }
        if (type == String[].class) {
            return texts(value).toArray(new String[0]);
        }
        String text = texts(value).stream().findFirst().orElse("").strip();
        if (type == String.class) {
            return texts(value).stream().findFirst().orElse("");
        }
        if (type == boolean.class || type == Boolean.class) {
            return flag(where, text);
        }
        if (type instanceof Class<?> plain && plain.isEnum()) {
            return constant(where, text, plain);
        }
        try {
            if (type == int.class || type == Integer.class) {
                return Integer.parseInt(text);
            }
            if (type == long.class || type == Long.class) {
                return Long.parseLong(text);
            }
            if (type == double.class || type == Double.class) {
                return Double.parseDouble(text);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    text.isEmpty()
                            ? "%s: the setting has no value; give it a default, or ask for an Optional".formatted(where)
                            : "%s: %s is no %s".formatted(where, text, type.getTypeName()),
                    e);
        }
        throw new IllegalArgumentException(
                "%s: a setting is a String, int, long, double, boolean, enum, List<String>, Set<String>, String[] or an Optional of one, not %s"
                        .formatted(where, type.getTypeName()));
    }

    private static boolean flag(String where, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> true;
            case "false", "no", "0", "" -> false;
            default -> throw new IllegalArgumentException("%s: %s is neither true nor false".formatted(where, text));
        };
    }

    private static Object constant(String where, String text, Class<?> type) {
        Object[] constants = type.getEnumConstants();
        for (Object constant : constants) {
            if (plain(constant.toString()).equals(plain(text))) {
                return constant;
            }
        }
        List<String> known = new ArrayList<>();
        Arrays.stream(constants).forEach(constant -> known.add(constant.toString()));
        throw new IllegalArgumentException(
                "%s: %s is none of %s".formatted(where, text.isEmpty() ? "no value" : text, String.join(", ", known)));
    }

    private static List<String> texts(Optional<Object> value) {
        Object now = value.orElse(List.of());
        return now instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of(now.toString());
    }
}
