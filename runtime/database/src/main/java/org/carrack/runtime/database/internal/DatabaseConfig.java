package org.carrack.runtime.database.internal;

import org.carrack.spi.config.ConfigTable;
import org.carrack.spi.config.RestartRequired;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [database]} in {@code etc/carrack.toml}: the database. */
@ObjectClassDefinition(id = "carrack.database", name = "Database")
@ConfigTable(table = "database")
@interface DatabaseConfig {

    @AttributeDefinition(description = "JDBC URL of PostgreSQL or H2; H2 in the home if empty")
    @RestartRequired
    String url() default "";

    @AttributeDefinition(description = "its user")
    @RestartRequired
    String user() default "";

    @AttributeDefinition(description = "its password")
    @RestartRequired
    String password() default "";

    @AttributeDefinition(description = "largest number of connections", min = "1", max = "1000")
    @RestartRequired
    int connections() default 10;
}
