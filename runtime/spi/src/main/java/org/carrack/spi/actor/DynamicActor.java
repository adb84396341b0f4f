package org.carrack.spi.actor;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.CallContext;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.framework.Bundle;

/**
 * An actor whose methods are not those of a class: modules make it for a package, such as the one of each model.
 *
 * <p>Implemented by modules, as a service under {@link Actor}. One instance serves all calls, from many threads at once.
 */
@ConsumerType
public interface DynamicActor extends Actor {

    /** The bundle of the package that it belongs to. */
    Bundle bundle();

    /** Its name. */
    String name();

    /** What it is, for its callers. */
    String description();

    /** Its methods; they do not change. */
    List<Method> methods();

    /**
     * A method.
     *
     * @param parameters what it takes; a value that is given comes as JSON holds it, whatever the type says, which is for people
     *     and tools
     * @param result what it returns
     * @param roles the roles of which a caller needs one; none if the package's own flags decide alone
     * @param timeLimitMs how long a call may take; 0 for the server's limit
     */
    record Method(
            String name,
            String description,
            List<ActorInfo.ParameterInfo> parameters,
            Type result,
            String resultDescription,
            boolean isSafe,
            Set<String> roles,
            long timeLimitMs,
            Handler body) {

        /** A method with the server's time limit. */
        public Method(
                String name,
                String description,
                List<ActorInfo.ParameterInfo> parameters,
                Type result,
                String resultDescription,
                boolean isSafe,
                Set<String> roles,
                Handler body) {
            this(name, description, parameters, result, resultDescription, isSafe, roles, 0, body);
        }

        public Method {
            parameters = List.copyOf(parameters);
            roles = Set.copyOf(roles);
        }
    }

    /** What a method does. */
    @FunctionalInterface
    interface Handler {

        /**
         * Does it.
         *
         * @param arguments what was given, by name: a {@code String}, number, {@code Boolean}, {@code List}, {@code Map} or null
         * @return the result, or a {@code CompletionStage} of it
         * @throws ActorException for the caller, as of any actor
         */
        @Nullable
        Object call(Map<String, @Nullable Object> arguments, CallContext call) throws Exception;
    }
}
