package org.carrack.runtime.gedis.internal;

import org.carrack.spi.config.ConfigTable;
import org.carrack.spi.config.RestartRequired;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [gedis]} in {@code etc/carrack.toml}: the RESP transport. */
@ObjectClassDefinition(id = "carrack.gedis", name = "RESP")
@ConfigTable(table = "gedis")
@interface GedisConfig {

    @AttributeDefinition(description = "largest command", min = "1", max = "1073741824")
    @RestartRequired
    int frameLimitBytes() default 1_048_576;

    @AttributeDefinition(description = "most connections", min = "1")
    @RestartRequired
    int connections() default 10_000;
}
