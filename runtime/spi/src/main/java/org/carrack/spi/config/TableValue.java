package org.carrack.spi.config;

import aQute.bnd.annotation.xml.XMLAttribute;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a key of a {@link ConfigTable} whose value is a table with any keys. It is read from {@link ServerConfig#root}. */
@XMLAttribute(namespace = ConfigTable.NAMESPACE, prefix = "carrack", embedIn = "*")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface TableValue {

    /** Whether it is. */
    boolean free() default true;
}
