package org.carrack.actor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On an {@link ActorMethod}: it is a command, too. Other programs call a command by its name alone, without knowing the package and actor that
 * have it:
 *
 * <pre>{@code
 * @ActorMethod
 * @Command("setServer")
 * public Map<String, String> set(String server, String state) { ... }
 * }</pre>
 *
 * <pre>{@code
 * carrack command run setServer server=web state=on
 * }</pre>
 *
 * <p>Everything else is that of the method: who may call it, its parameters, its description, its limits. If several packages have a command of
 * one name, it is called with its package: {@code racks.setServer}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Command {

    /** Its name: letters, digits, {@code _} and {@code -}; the method's if it is empty. */
    String value() default "";
}
