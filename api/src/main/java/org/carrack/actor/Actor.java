package org.carrack.actor;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Functions of a package that are called as {@code /<package>/actors/<actor>/<method>}.
 *
 * <p>Package authors implement it as a Declarative Services component. Its public methods marked {@link ActorMethod} are
 * offered; the actor's name is the class name with a small first letter, or {@link ActorName}.
 *
 * <p>One instance serves all calls, from many threads at once.
 *
 * <p>An {@link ActorException} thrown by a method reaches the caller as it says; an {@link IllegalArgumentException} as
 * a bad request with its message; anything else as a failure with the message and without a stack trace, which goes to
 * the log.
 *
 * <pre>{@code
 * @Component
 * public class HelloActor implements Actor {
 *     @ActorMethod
 *     public String hello() { return "hello from foo's actor"; }
 * }
 * }</pre>
 */
@ConsumerType
public interface Actor {

    /** The name of an actor class: its {@link ActorName}, otherwise the class name with a small first letter. */
    static String nameOf(Class<?> type) {
        ActorName given = type.getAnnotation(ActorName.class);
        String simple = type.getSimpleName();
        return given == null ? Character.toLowerCase(simple.charAt(0)) + simple.substring(1) : given.value();
    }
}
