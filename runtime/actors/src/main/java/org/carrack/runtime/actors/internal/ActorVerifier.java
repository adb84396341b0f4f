package org.carrack.runtime.actors.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.carrack.actor.Actor;
import org.carrack.spi.actor.DynamicActor;
import org.carrack.spi.manage.ComponentVerifier;
import org.carrack.spi.server.FailureText;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Says which actors of a package that is verified could not be offered. */
@Component(property = ComponentVerifier.SERVICE_TYPE + "=org.carrack.actor.Actor")
public final class ActorVerifier implements ComponentVerifier {

    @Activate
    public ActorVerifier() {}

    @Override
    public List<String> problems(String packageName, List<Class<?>> components) {
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Class<?> component : components) {
            // What name and methods a dynamic actor has, its instance alone knows.
            if (!Actor.class.isAssignableFrom(component) || DynamicActor.class.isAssignableFrom(component)) {
                continue;
            }
            try {
                String name = ActorEntry.of(component, packageName, new Lazy<>(Json::mapper))
                        .name();
                if (!names.add(name)) {
                    problems.add(twice(name, component));
                }
            } catch (IllegalArgumentException | LinkageError e) {
                problems.add(notOffered(component, e));
            }
        }
        return problems;
    }

    /** Why an actor is not offered. */
    static String notOffered(Class<?> actor, Throwable reason) {
        String why =
                reason instanceof NoClassDefFoundError ? FailureText.of(reason) : String.valueOf(reason.getMessage());
        return "actor %s is not offered: %s".formatted(actor.getName(), why);
    }

    /** That another actor has the name. */
    static String twice(String name, Class<?> actor) {
        return "there are two actors named %s; %s is not offered, give it another @ActorName"
                .formatted(name, actor.getName());
    }
}
