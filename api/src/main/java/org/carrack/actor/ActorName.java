package org.carrack.actor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The name callers use for an {@link Actor}, instead of its class name with a small first letter. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ActorName {

    /** Letters, digits, {@code _} and {@code -}, starting with a letter. */
    String value();
}
