package org.carrack.runtime.scheduler.internal.service;

import org.carrack.spi.config.ConfigTable;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [services]} in {@code etc/carrack.toml}: background services, by package and name. */
@ObjectClassDefinition(id = "carrack.services", name = "Background services")
@ConfigTable(table = "services", named = true)
@interface ServicesConfig {

    @AttributeDefinition(
            description =
                    "instead of the service's own: 20s, 5m, 2h, 1d, or a cron expression, with a time zone if it is not UTC")
    String schedule() default "";
}
