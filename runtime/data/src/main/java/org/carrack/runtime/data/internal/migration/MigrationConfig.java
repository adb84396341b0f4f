package org.carrack.runtime.data.internal.migration;

import org.carrack.spi.config.ConfigTable;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [database]} in {@code etc/carrack.toml}: migration of tables. */
@ObjectClassDefinition(id = "carrack.database.migration", name = "Migration of tables")
@ConfigTable(table = "database")
@interface MigrationConfig {

    @AttributeDefinition(
            description = "how long to wait for another server that migrates tables",
            min = "1",
            max = "86400")
    int migrationWaitS() default 60;
}
