package org.carrack.data;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * On a component that is a {@link KeyValuesProvider}: the {@code type} of the {@code [[bcdbs]]} that it serves.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface BcdbType {

    /** The prefix of the service property. */
    String PREFIX_ = "carrack.";

    /** The type, such as {@code redis}. */
    String value();
}
