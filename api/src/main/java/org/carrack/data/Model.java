package org.carrack.data;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Header;

/**
 * Makes a Java record a model: its values are kept in a table that the package brings, and {@link Models#of} gives access.
 *
 * <p>Components may be {@code String}, {@code int}, {@code long}, {@code double}, {@code boolean} and their wrappers, enums,
 * {@code java.time.LocalDate}, {@code java.time.LocalDateTime} (in UTC), and anything else that JSON can hold. One that is
 * {@code org.jspecify.annotations.Nullable}, or an {@code Optional}, may be empty.
 *
 * <pre>{@code
 * @Model
 * public record Greeting(@Unique String name, @Indexed int times, LocalDate day) {}
 * }</pre>
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Header(name = "Carrack-Tag-Models", value = "${@class}")
public @interface Model {

    /** Its name, of which the generated actor is called {@code <name>_model}; that of the class with a small first letter. */
    String value() default "";
}
