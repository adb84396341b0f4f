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
 * {@code org.jspecify.annotations.Nullable}. Methods cannot be overloaded. The result is any type that JSON can hold:
 * primitives, strings, records, lists, maps, enums.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ActorMethod {}
