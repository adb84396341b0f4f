package org.carrack.runtime.actors.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.NonBlocking;
import org.carrack.model.javadoc.Javadoc;

/**
 * The method {@code info} that every actor has, 3Bot's: {@code {"path": …, "methods": {name: {"args": [[name, type]…], "doc":
 * …}}}}, and besides {@code doc} of the actor, and {@code returns} and {@code safe} of the methods.
 */
final class Info implements Actor {

    static final String NAME = "info";

    private final String path;
    private final String description;
    private final Map<String, Method> methods;

    private Info(String path, String description, Map<String, Method> methods) {
        this.path = path;
        this.description = description;
        this.methods = methods;
    }

    static Method method(String path, String description, Map<String, Method> methods, Supplier<ObjectMapper> mapper) {
        Info info = new Info(path, description, methods);
        try {
            return new Method(info, Info.class.getMethod(NAME), mapper, Javadoc.of(Info.class));
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    /** The description of the actor's methods. */
    @ActorMethod(safe = true)
    @NonBlocking
    public Map<String, Object> info() {
        Map<String, Object> each = new LinkedHashMap<>();
        methods.forEach((name, method) -> each.put(name, tell(method)));
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("path", path);
        told.put("doc", description);
        told.put("methods", each);
        return told;
    }

    private static Map<String, Object> tell(Method method) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put(
                "args",
                method.parameters().stream()
                        .map(p -> List.of(p.name(), p.typeName()))
                        .toList());
        told.put("doc", method.info().description());
        told.put("returns", method.resultName());
        told.put("safe", method.info().isSafe());
        return told;
    }
}
