package org.carrack.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The name of a {@link Plugin} in its package, instead of that of its class. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface PluginName {

    /** Letters, digits, {@code _} and {@code -}, starting with a letter. */
    String value();
}
