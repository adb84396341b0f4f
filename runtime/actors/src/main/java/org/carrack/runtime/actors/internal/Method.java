package org.carrack.runtime.actors.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.carrack.actor.ActorException;
import org.jspecify.annotations.Nullable;

/** A method of an actor, found once and called through its handle. */
final class Method {

    private static final String WRAPPER = "args";

    private final String name;
    private final List<Parameter> parameters;
    private final MethodHandle handle;

    /** @throws IllegalArgumentException where the method cannot be offered; the message says why */
    Method(Object actor, java.lang.reflect.Method method) {
        name = method.getName();
        for (java.lang.reflect.Parameter parameter : method.getParameters()) {
            if (!parameter.isNamePresent()) {
                throw new IllegalArgumentException(
                        "the parameters of %s have no names: compile the package with -parameters".formatted(name));
            }
        }
        parameters = Stream.of(method.getParameters()).map(Parameter::new).toList();
        try {
            // Actors need not be in an exported package, nor be public classes.
            method.setAccessible(true);
            handle = MethodHandles.lookup()
                    .unreflect(method)
                    .bindTo(actor)
                    .asSpreader(Object[].class, parameters.size())
                    .asType(java.lang.invoke.MethodType.methodType(Object.class, Object[].class));
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException("%s cannot be called: %s".formatted(name, e.getMessage()), e);
        }
    }

    String name() {
        return name;
    }

    /** Calls the method; what it throws comes out as it is. */
    @Nullable
    Object call(ObjectNode arguments) throws Throwable {
        ObjectNode named = unwrapped(arguments);
        refuseUnknown(named);
        @Nullable Object[] values = new @Nullable Object[parameters.size()];
        for (int i = 0; i < values.length; i++) {
            Parameter parameter = parameters.get(i);
            values[i] = parameter.value(named.get(parameter.name()));
        }
        return handle.invokeExact(values);
    }

    /** The documented older form: {@code {"args": {…}}}. */
    private ObjectNode unwrapped(ObjectNode arguments) {
        return arguments.size() == 1
                        && arguments.get(WRAPPER) instanceof ObjectNode inner
                        && parameters.stream().noneMatch(p -> p.name().equals(WRAPPER))
                ? inner
                : arguments;
    }

    private void refuseUnknown(JsonNode arguments) {
        Iterator<String> names = arguments.fieldNames();
        while (names.hasNext()) {
            String given = names.next();
            if (parameters.stream().noneMatch(p -> p.name().equals(given))) {
                throw ActorException.badRequest("got an unexpected keyword argument '%s'".formatted(given));
            }
        }
    }
}
