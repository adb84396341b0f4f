package org.carrack.itest.packages.answers;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.Default;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** One method for each thing an actor may answer. */
@Component
public class AnswersActor implements Actor {

    /** A record with a date. */
    public record Person(String name, Optional<LocalDate> born) {}

    private final String version;

    @Activate
    public AnswersActor(BundleContext context) {
        version = context.getBundle().getVersion().toString();
    }

    @ActorMethod
    public String version() {
        return version;
    }

    @ActorMethod
    public Person person(Person person) {
        return person;
    }

    @ActorMethod
    public Map<String, Object> all(
            String text, int number, double real, boolean flag, List<Integer> list, @Default("ten") String other) {
        return Map.of("text", text, "number", number, "real", real, "flag", flag, "list", list, "other", other);
    }

    @ActorMethod
    public void nothing() {}

    @ActorMethod
    public void fail(String how) {
        switch (how) {
            case "value" -> throw new IllegalArgumentException("a bad value");
            case "absent" -> throw ActorException.notFound("no such thing");
            case "forbidden" -> throw ActorException.forbidden("not yours");
            case "deep" -> fail(how);
            default -> throw new IllegalStateException("broken inside");
        }
    }

    @ActorMethod
    public Object unwritable() {
        return new Unwritable();
    }

    /** A result that no JSON can be made of. */
    public static final class Unwritable {
        public Object getSelf() {
            return this;
        }
    }

    public String notOffered() {
        return "secret";
    }
}
