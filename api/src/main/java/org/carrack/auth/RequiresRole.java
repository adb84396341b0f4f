package org.carrack.auth;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Only callers with one of these roles may call an actor method, or any method of an actor. The annotation of a method
 * replaces that of its actor. The package's access rule applies as well: this annotation can restrict access further,
 * never widen it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface RequiresRole {

    /** The roles, one of which is required; {@code admin} is always sufficient. */
    String[] value();
}
