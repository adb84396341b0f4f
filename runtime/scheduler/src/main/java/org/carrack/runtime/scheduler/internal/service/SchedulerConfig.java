package org.carrack.runtime.scheduler.internal.service;

import org.carrack.spi.config.ConfigTable;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [scheduler]} in {@code etc/carrack.toml}. */
@ObjectClassDefinition(id = "carrack.scheduler", name = "Scheduler")
@ConfigTable(table = "scheduler")
@interface SchedulerConfig {

    @AttributeDefinition(description = "how many runs of each background service are kept", min = "1")
    int historyRuns() default 1_000;

    @AttributeDefinition(
            description =
                    "how often a server says that it lives, for services that one server runs; after four times as long another takes over",
            min = "1",
            max = "600")
    int heartbeatS() default 5;

    @AttributeDefinition(description = "a run is kept for so many days", min = "1")
    int historyDays() default 30;
}
