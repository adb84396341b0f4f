package org.carrack.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * On a component that is an {@link HttpEndpoint}: its segment below every package, such as {@code actors}, which answers
 * {@code /<package>/actors/…}.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface HttpPackagePath {

    /** The prefix of the service property. */
    String PREFIX_ = "carrack.";

    /** The segment, without a slash. */
    String value();
}
