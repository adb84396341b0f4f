package org.carrack.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/** On a component that is a {@link ChoicesProvider}: the options it knows the choices of. */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ChoicesFor {

    /** The prefix of the service property. */
    String PREFIX_ = "carrack.";

    /** The service property with the options. */
    String OPTIONS = "carrack.choices.for";

    /** Each as {@code Plugin.option}, of the plugins of its own package. */
    String[] value();
}
