package org.carrack.runtime.actors.internal;

import com.fasterxml.jackson.databind.JavaType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Types as they are described to callers. */
final class Types {

    private Types() {}

    /** The name without the Java packages. */
    static String name(JavaType type) {
        if (type.isArrayType()) {
            return name(type.getContentType()) + "[]";
        }
        String name = type.getRawClass().getSimpleName();
        if (type.containedTypeCount() == 0) {
            return name;
        }
        return IntStream.range(0, type.containedTypeCount())
                .mapToObj(i -> name(type.containedType(i)))
                .collect(Collectors.joining(", ", name + "<", ">"));
    }

    /** What an {@code Optional} or {@code CompletionStage} is of; anything where it does not say. */
    static Type argument(Type type) {
        return type instanceof ParameterizedType of && of.getActualTypeArguments().length == 1
                ? of.getActualTypeArguments()[0]
                : Object.class;
    }
}
