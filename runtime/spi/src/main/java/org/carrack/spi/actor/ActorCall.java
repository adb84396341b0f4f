package org.carrack.spi.actor;

import java.util.Optional;
import java.util.function.Function;
import org.carrack.actor.ActorMethod;
import org.carrack.auth.Caller;

/**
 * One call of an actor method, as a protocol hands it to the {@link ActorDispatcher}.
 *
 * @param packageName the package whose actor is called
 * @param actor the actor's name
 * @param method the method's name
 * @param arguments the arguments
 * @param caller the authenticated caller
 * @param headers finds a header of the request; may be called by another thread, and after the call
 * @param isReading whether the request must change nothing, as {@code GET}, so that only {@linkplain ActorMethod#safe safe} methods
 *     may be called
 * @param control what is told of it while it goes on, and how it is cancelled
 */
public record ActorCall(
        String packageName,
        String actor,
        String method,
        ActorArguments arguments,
        Caller caller,
        Function<String, Optional<String>> headers,
        boolean isReading,
        CallControl control) {

    /** A call that is not looked after while it goes on. */
    public ActorCall(
            String packageName,
            String actor,
            String method,
            ActorArguments arguments,
            Caller caller,
            Function<String, Optional<String>> headers,
            boolean isReading) {
        this(packageName, actor, method, arguments, caller, headers, isReading, CallControl.NONE);
    }

    /** A call without headers. */
    public ActorCall(String packageName, String actor, String method, ActorArguments arguments, Caller caller) {
        this(packageName, actor, method, arguments, caller, name -> Optional.empty(), false);
    }

    /** {@code package.actor.method}. */
    public String address() {
        return packageName + "." + actor + "." + method;
    }
}
