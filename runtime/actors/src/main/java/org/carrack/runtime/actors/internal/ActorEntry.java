package org.carrack.runtime.actors.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorMethod;
import org.carrack.model.javadoc.Javadoc;
import org.carrack.spi.actor.ActorInfo;
import org.carrack.spi.actor.DynamicActor;
import org.jspecify.annotations.Nullable;

/**
 * An actor of a package and its methods.
 *
 * @param name the name callers use
 * @param description its Javadoc
 * @param methods its methods by name, in the order of their names; {@code info} among them
 */
record ActorEntry(String name, String description, Map<String, Method> methods) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    /** @throws IllegalArgumentException if the actor cannot be offered; the message says why */
    static ActorEntry of(Actor actor, String packageName, Supplier<ObjectMapper> mapper) {
        if (actor instanceof DynamicActor made) {
            return of(made, packageName, mapper);
        }
        return of(actor.getClass(), actor, packageName, mapper);
    }

    /**
     * Looks at the class of an actor, without an instance.
     *
     * @throws IllegalArgumentException if the actor could not be offered; the message says why
     */
    static ActorEntry of(Class<?> type, String packageName, Supplier<ObjectMapper> mapper) {
        return of(type, null, packageName, mapper);
    }

    private static ActorEntry of(
            Class<?> type, @Nullable Actor actor, String packageName, Supplier<ObjectMapper> mapper) {
        Javadoc javadoc = Javadoc.of(type);
        Map<String, Method> methods = new TreeMap<>();
        for (java.lang.reflect.Method method : type.getMethods()) {
            if (!method.isAnnotationPresent(ActorMethod.class) || method.isBridge()) {
                continue;
            }
            if (methods.put(method.getName(), new Method(actor, method, mapper, javadoc)) != null) {
                throw new IllegalArgumentException("%s has two actor methods named %s; give one another name"
                        .formatted(type.getName(), method.getName()));
            }
        }
        String name = nameOf(type);
        methods.computeIfAbsent(
                Info.NAME, i -> Info.method("/" + packageName + "/actors/" + name, javadoc.type(), methods, mapper));
        return new ActorEntry(name, javadoc.type(), methods);
    }

    private static ActorEntry of(DynamicActor actor, String packageName, Supplier<ObjectMapper> mapper) {
        Map<String, Method> methods = new TreeMap<>();
        actor.methods().forEach(method -> methods.put(method.name(), new Method(method, mapper)));
        String name = checked(actor.name());
        methods.computeIfAbsent(
                Info.NAME,
                i -> Info.method("/" + packageName + "/actors/" + name, actor.description(), methods, mapper));
        return new ActorEntry(name, actor.description(), methods);
    }

    ActorInfo info(String packageName) {
        return new ActorInfo(
                packageName,
                name,
                description,
                methods.values().stream().map(Method::info).toList());
    }

    private static String nameOf(Class<?> type) {
        return checked(Actor.nameOf(type));
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"%s\" is no actor name: use letters, digits, _ and -".formatted(name));
        }
        return name;
    }
}
