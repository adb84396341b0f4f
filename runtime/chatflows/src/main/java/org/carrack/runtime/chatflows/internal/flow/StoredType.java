package org.carrack.runtime.chatflows.internal.flow;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes what JSON can hold of values of the types that a conversation's state may have, and back. Explicit, so that a type which cannot be
 * stored is known before anybody talks, and stored state can be read by a later version of its class.
 */
public final class StoredType {

    /** Types that are stored as one text, with how it is read. */
    private static final Map<Class<?>, Function<String, Object>> TEXTS = Map.ofEntries(
            Map.entry(String.class, text -> text),
            Map.entry(BigDecimal.class, BigDecimal::new),
            Map.entry(BigInteger.class, BigInteger::new),
            Map.entry(Instant.class, Instant::parse),
            Map.entry(Duration.class, Duration::parse),
            Map.entry(Period.class, Period::parse),
            Map.entry(LocalDate.class, LocalDate::parse),
            Map.entry(LocalTime.class, LocalTime::parse),
            Map.entry(LocalDateTime.class, LocalDateTime::parse),
            Map.entry(OffsetDateTime.class, OffsetDateTime::parse),
            Map.entry(ZonedDateTime.class, ZonedDateTime::parse),
            Map.entry(ZoneId.class, ZoneId::of),
            Map.entry(char.class, text -> text.charAt(0)),
            Map.entry(Character.class, text -> text.charAt(0)),
            Map.entry(byte.class, Byte::valueOf),
            Map.entry(Byte.class, Byte::valueOf),
            Map.entry(short.class, Short::valueOf),
            Map.entry(Short.class, Short::valueOf),
            Map.entry(int.class, Integer::valueOf),
            Map.entry(Integer.class, Integer::valueOf),
            Map.entry(long.class, Long::valueOf),
            Map.entry(Long.class, Long::valueOf),
            Map.entry(float.class, Float::valueOf),
            Map.entry(Float.class, Float::valueOf),
            Map.entry(double.class, Double::valueOf),
            Map.entry(Double.class, Double::valueOf),
            Map.entry(boolean.class, Boolean::valueOf),
            Map.entry(Boolean.class, Boolean::valueOf));

    private StoredType() {}

    /** Why values of a type cannot be stored: the type in question; nothing if they can. */
    public static Optional<String> problem(Type type) {
        return problem(type, Set.of());
    }

    private static Optional<String> problem(Type type, Set<Class<?>> around) {
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            Type[] arguments = generic.getActualTypeArguments();
            if (raw == Map.class) {
                return arguments[0] == String.class
                        ? problem(arguments[1], around)
                        : Optional.of(
                                "a map with keys of %s; only texts can be keys".formatted(arguments[0].getTypeName()));
            }
            if (raw == List.class || raw == Set.class || raw == Collection.class) {
                return problem(arguments[0], around);
            }
            return Optional.of(type.getTypeName());
        }
        if (!(type instanceof Class<?> plain)) {
            return Optional.of(type.getTypeName());
        }
        if (TEXTS.containsKey(plain) || plain.isEnum()) {
            return Optional.empty();
        }
        if (!plain.isRecord()) {
            return Optional.of(plain.getName());
        }
        if (around.contains(plain)) {
            return Optional.of("%s, which contains itself".formatted(plain.getName()));
        }
        Set<Class<?>> inside = new LinkedHashSet<>(around);
        inside.add(plain);
        return Arrays.stream(plain.getRecordComponents())
                .flatMap(component -> problem(component.getGenericType(), inside).stream()
                        .map(problem -> "%s (%s of %s)".formatted(problem, component.getName(), plain.getSimpleName())))
                .findFirst();
    }

    /** What is stored of a value. */
    public static @Nullable Object encode(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Collection<?> all) {
            List<@Nullable Object> list = new ArrayList<>();
            all.forEach(one -> list.add(encode(one)));
            return list;
        }
        if (value instanceof Map<?, ?> all) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            all.forEach((key, one) -> map.put(String.valueOf(key), encode(one)));
            return map;
        }
        if (value.getClass().isRecord()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                try {
                    component.getAccessor().setAccessible(true);
                    map.put(component.getName(), encode(component.getAccessor().invoke(value)));
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new IllegalArgumentException("a component of a record cannot be read: " + component, e);
                }
            }
            return map;
        }
        return String.valueOf(value);
    }

    /**
     * A value of a type from what is stored.
     *
     * @throws FlowException if it was stored by a class in which that was of another type
     */
    public static @Nullable Object decode(Type type, @Nullable Object stored) throws FlowException {
        if (stored == null) {
            return null;
        }
        try {
            return value(type, stored);
        } catch (IllegalArgumentException | java.time.DateTimeException | ClassCastException e) {
            throw new FlowException("what is stored is no %s".formatted(type.getTypeName()));
        }
    }

    private static Object value(Type type, Object stored) throws FlowException {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Map.class) {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) stored).entrySet()) {
                    map.put(String.valueOf(entry.getKey()), decode(arguments[1], entry.getValue()));
                }
                return map;
            }
            Collection<@Nullable Object> all =
                    generic.getRawType() == Set.class ? new LinkedHashSet<>() : new ArrayList<>();
            for (Object one : (Collection<?>) stored) {
                all.add(decode(arguments[0], one));
            }
            return all;
        }
        Class<?> plain = (Class<?>) type;
        Function<String, Object> text = TEXTS.get(plain);
        if (text != null) {
            return text.apply(String.valueOf(stored));
        }
        if (plain.isEnum()) {
            return Arrays.stream(plain.getEnumConstants())
                    .filter(constant -> ((Enum<?>) constant).name().equals(stored))
                    .findFirst()
                    .orElseThrow(() -> new FlowException("%s has no %s".formatted(plain.getSimpleName(), stored)));
        }
        return record(plain, (Map<?, ?>) stored);
    }

    private static Object record(Class<?> type, Map<?, ?> stored) throws FlowException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = decode(components[i].getGenericType(), stored.get(components[i].getName()));
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new FlowException("%s cannot be made of what is stored: %s".formatted(type.getSimpleName(), e));
        }
    }
}
