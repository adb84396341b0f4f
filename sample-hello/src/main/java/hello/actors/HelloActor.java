package hello.actors;

import org.carrack.actor.Actor;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.Default;
import org.carrack.actor.NonBlocking;
import org.carrack.settings.Settings;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Greets. */
@Component
public class HelloActor implements Actor {

    private final Settings settings;

    @Activate
    public HelloActor(@Reference Settings settings) {
        this.settings = settings;
    }

    /**
     * A greeting.
     *
     * @param text what is said
     * @param times how often
     */
    public record Greeting(String text, int times) {}

    /**
     * Says hello: POST /hello/actors/helloActor/hello.
     *
     * @return always the same
     */
    @ActorMethod
    @NonBlocking // it returns at once, so it needs no thread of its own
    public String hello() {
        return "hello from foo's actor";
    }

    /**
     * Greets one person. {@code {"name": "Ada", "times": 2}}
     *
     * @param name who is greeted
     * @param times how often, from 1 to 100
     * @return the greeting
     */
    @ActorMethod(safe = true) // it changes nothing, so GET …/greet?name=Ada does too
    public Greeting greet(String name, @Default("1") int times) {
        if (times < 1 || times > 100) {
            throw new IllegalArgumentException("times must be between 1 and 100");
        }
        String word = settings.text("greeting.word"); // as it is now: carrack settings hello greeting.word hi
        return new Greeting((word + " ").repeat(times) + name, times);
    }
}
