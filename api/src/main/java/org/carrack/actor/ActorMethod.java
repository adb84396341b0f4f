package org.carrack.actor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Offers a public method of an {@link Actor} to callers.
 *
 * <p>Arguments come by name from a JSON object, so the class must be compiled with {@code -parameters}. A parameter is
 * required unless it has a {@link Default}, is an {@link java.util.Optional} or is marked
 * {@code org.jspecify.annotations.Nullable}. A parameter of type {@link CallContext} is not an argument: it is given the context of the call.
 * Methods cannot be overloaded. The result is any type that JSON can hold: primitives, strings, records, lists, maps, enums,
 * dates, or a {@link java.util.concurrent.CompletionStage} of one.
 *
 * <p>A method runs on a worker thread and may block; a method that never blocks can be marked
 * {@link NonBlocking}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ActorMethod {

    /** Whether the method only reads, so that it may also be called with HTTP's {@code GET} and arguments in the query. */
    boolean safe() default false;

    /** How long a call may take, in milliseconds; 0 for the server's limit ({@code actors.time_limit_ms}). */
    long timeLimitMs() default 0;
}
