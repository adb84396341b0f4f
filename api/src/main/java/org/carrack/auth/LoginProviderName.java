package org.carrack.auth;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * On a component that is a {@link LoginProvider}: its name in addresses.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface LoginProviderName {

    /** The prefix of the service property. */
    String PREFIX_ = "carrack.";

    /** Small letters, digits and {@code -}. */
    String value();
}
