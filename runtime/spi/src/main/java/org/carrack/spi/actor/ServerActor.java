package org.carrack.spi.actor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * On a component of a module that is an actor of the server itself: it is called as if a package of that name had it, and decides itself
 * who may do what. A package of that name takes its place.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ServerActor {

    /** The prefix of the service property. */
    String PREFIX_ = "carrack.";

    /** The service property with the names. */
    String NAMES = "carrack.server.actor";

    /** The names. */
    String[] value();
}
