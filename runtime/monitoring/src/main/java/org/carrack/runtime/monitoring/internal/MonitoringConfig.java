package org.carrack.runtime.monitoring.internal;

import org.carrack.spi.config.ConfigTable;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys outside of tables in {@code etc/carrack.toml}: monitoring. */
@ObjectClassDefinition(id = "carrack.monitoring", name = "Monitoring")
@ConfigTable(table = "")
@interface MonitoringConfig {

    @AttributeDefinition(
            description =
                    "whether everybody may read /metrics and the messages of /health if the server can be reached from elsewhere")
    boolean monitoringOpen() default false;
}
