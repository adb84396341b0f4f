package org.carrack.runtime.http.internal.server;

import org.carrack.spi.config.ConfigTable;
import org.carrack.spi.config.RestartRequired;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [proxy]} in {@code etc/carrack.toml}: limits of reverse proxies. */
@ObjectClassDefinition(id = "carrack.proxy", name = "Reverse proxies")
@ConfigTable(table = "proxy")
@interface ProxyConfig {

    @AttributeDefinition(
            description =
                    "longest silence of an upstream, before and within its response (504); a conversation as a whole has no limit",
            min = "1")
    @RestartRequired
    int answerLimitMs() default 60_000;

    @AttributeDefinition(description = "largest request body (413)", min = "1")
    @RestartRequired
    int bodyLimitMb() default 1_024;
}
