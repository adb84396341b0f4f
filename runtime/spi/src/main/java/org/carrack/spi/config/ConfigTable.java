package org.carrack.spi.config;

import aQute.bnd.annotation.xml.XMLAttribute;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On an annotation type that is an {@code ObjectClassDefinition}: the table of {@code etc/carrack.toml} that it defines. Each method
 * is a key: {@code headLimitKb} is {@code head_limit_kb}. Several definitions of one table add up.
 *
 * <p>The definition becomes Metatype in the module's bundle; the server checks the file by it.
 */
@XMLAttribute(namespace = ConfigTable.NAMESPACE, prefix = "carrack", embedIn = "*")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ConfigTable {

    /** The namespace of the attributes in Metatype. */
    String NAMESPACE = "https://carrack.org/xmlns/config/v1.0.0";

    /** The table's name; empty for keys outside of tables. */
    String table();

    /** Whether the keys are in tables below it that have names of their own, as {@code [redis.<instance>]}. */
    boolean named() default false;
}
