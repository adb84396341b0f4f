package org.carrack.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * On a component with an {@link HttpPath}: the path is the endpoint's at hosts and ports that packages have to themselves,
 * too.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface HttpEveryHost {

    /** The prefix of the service property. */
    String PREFIX_ = "carrack.";
}
