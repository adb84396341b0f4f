package org.carrack.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * On a component that is an {@link HttpEndpoint}: its path on the server, such as {@code /reports}.
 *
 * <pre>{@code
 * @Component
 * @HttpPath("/reports")
 * public class Reports implements HttpEndpoint { ... }
 * }</pre>
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface HttpPath {

    /** The prefix of the service property. */
    String PREFIX_ = "carrack.";

    /** One or two segments, starting with a slash. */
    String value();
}
