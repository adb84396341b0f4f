package org.carrack.auth;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Only callers with one of these roles may call an actor method, or any method of an actor. What stands on a method counts
 * instead of what stands on its actor. The package's {@code is_auth} and {@code is_admin} count besides: this can close more,
 * never open.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RequiresRole {

    /** The roles, of which one is enough; {@code admin} is enough for all. */
    String[] value();
}
