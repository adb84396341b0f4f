package org.carrack.runtime.plugins.internal.service;

import org.carrack.spi.config.ConfigTable;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [plugins]} in {@code etc/carrack.toml}. */
@ObjectClassDefinition(id = "carrack.plugins", name = "Plugins")
@ConfigTable(table = "plugins")
@interface PluginsConfig {

    @AttributeDefinition(
            description = "how often a plugin may die, one time after the other, before it is not run again",
            min = "0")
    int restarts() default 10;

    @AttributeDefinition(description = "a sample is kept for so many days", min = "1")
    int sampleDays() default 30;
}
