package org.carrack.runtime.actors.internal;

import org.carrack.spi.config.ConfigTable;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [actors]} in {@code etc/carrack.toml}: limits of calls. */
@ObjectClassDefinition(id = "carrack.actors", name = "Actors")
@ConfigTable(table = "actors")
@interface ActorsConfig {

    @AttributeDefinition(description = "time limit of a call", min = "1")
    int timeLimitMs() default 30_000;

    @AttributeDefinition(description = "largest arguments of a call", min = "1")
    int argumentsLimitBytes() default 102_400;

    @AttributeDefinition(description = "largest result of a call", min = "1")
    int resultLimitBytes() default 16_777_216;

    @AttributeDefinition(description = "most calls of a package at once", min = "1", max = "10000")
    int callsPerPackage() default 200;
}
