package org.carrack.service;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The name of a {@link BackgroundService} in its package, instead of its class name with a small first letter. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ServiceName {

    /** Letters, digits, {@code _} and {@code -}, starting with a letter. */
    String value();
}
