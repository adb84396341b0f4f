package org.carrack.config.handler;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * On a component that is a {@link ConfigHandler}: the tags that it handles.
 *
 * <pre>{@code
 * @Component
 * @HandlesTag("cars")
 * public class CarsHandler implements ConfigHandler<List<Car>> { ... }
 * }</pre>
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface HandlesTag {

    /** The prefix of the service property. */
    String PREFIX_ = "carrack.tag.";

    /** The names of the tags. */
    String[] value();

    /** Whether its tags are applied before the bundle of the package starts: {@link ConfigHandler#EARLY}. */
    boolean early() default false;
}
