package org.carrack.runtime.actors.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorMethod;

/**
 * An actor of a package and its methods.
 *
 * @param name the name callers use
 * @param methods its methods by name
 */
record ActorEntry(String name, Map<String, Method> methods) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    /** @throws IllegalArgumentException where the actor cannot be offered; the message says why */
    static ActorEntry of(Actor actor) {
        Class<?> type = actor.getClass();
        Map<String, Method> methods = new HashMap<>();
        for (java.lang.reflect.Method method : type.getMethods()) {
            if (!method.isAnnotationPresent(ActorMethod.class) || method.isBridge()) {
                continue;
            }
            if (methods.put(method.getName(), new Method(actor, method)) != null) {
                throw new IllegalArgumentException("%s has two actor methods named %s; give one another name"
                        .formatted(type.getName(), method.getName()));
            }
        }
        return new ActorEntry(nameOf(type), Map.copyOf(methods));
    }

    private static String nameOf(Class<?> type) {
        String name = Actor.nameOf(type);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("\"%s\" is no actor name: use letters, digits, _ and -".formatted(name));
        }
        return name;
    }
}
