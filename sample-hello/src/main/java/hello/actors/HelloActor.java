package hello.actors;

import org.carrack.actor.Actor;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.Default;
import org.osgi.service.component.annotations.Component;

/** POST /hello/actors/helloActor/hello answers "hello from foo's actor". */
@Component
public class HelloActor implements Actor {

    /** A greeting, {@code times} times over. */
    public record Greeting(String text, int times) {}

    @ActorMethod
    public String hello() {
        return "hello from foo's actor";
    }

    /** Greets one person. {@code {"name": "Ada", "times": 2}} */
    @ActorMethod
    public Greeting greet(String name, @Default("1") int times) {
        if (times < 1 || times > 100) {
            throw new IllegalArgumentException("times must be between 1 and 100");
        }
        return new Greeting("hello ".repeat(times) + name, times);
    }
}
