package org.carrack.runtime.http.internal.response;

import org.carrack.spi.config.ConfigTable;
import org.carrack.spi.config.RestartRequired;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [http]} in {@code etc/carrack.toml}: limits of heads. */
@ObjectClassDefinition(id = "carrack.http", name = "Heads of requests")
@ConfigTable(table = "http")
public @interface HttpConfig {

    @AttributeDefinition(
            description = "largest head of a request (431) or of an upstream's response (502)",
            min = "1",
            max = "1024")
    @RestartRequired
    int headLimitKb() default 32;

    @AttributeDefinition(description = "time limit for receiving the head of a request", min = "1", max = "86400")
    @RestartRequired
    int headLimitS() default 20;
}
