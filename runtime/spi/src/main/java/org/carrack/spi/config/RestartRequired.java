package org.carrack.spi.config;

import aQute.bnd.annotation.xml.XMLAttribute;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a key of a {@link ConfigTable}: it is read when the server starts. All others take effect when the file is saved. */
@XMLAttribute(namespace = ConfigTable.NAMESPACE, prefix = "carrack", embedIn = "*")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface RestartRequired {

    /** Whether it is. */
    boolean restart() default true;
}
