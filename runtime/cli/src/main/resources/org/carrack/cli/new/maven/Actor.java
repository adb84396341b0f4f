package @package@.actors;

import org.carrack.actor.Actor;
import org.carrack.actor.ActorMethod;
import org.carrack.actor.Default;
import org.osgi.service.component.annotations.Component;

/** Functions that callers reach as {@code /@name@/actors/@actor@/<method>}. */
@Component
public class @Name@Actor implements Actor {

    /** POST /@name@/actors/@actor@/hello */
    @ActorMethod
    public String hello() {
        return "hello from @name@";
    }

    /** Greets one person: {"name": "Ada", "times": 2} */
    @ActorMethod
    public Greeting greet(String name, @Default("1") int times) {
        return new Greeting("hello " + name, times);
    }

    /** Records go in and out as JSON. */
    public record Greeting(String text, int times) {}
}
