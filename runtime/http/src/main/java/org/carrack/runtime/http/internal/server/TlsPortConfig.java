package org.carrack.runtime.http.internal.server;

import org.carrack.spi.config.ConfigTable;
import org.carrack.spi.config.RestartRequired;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [tls]} in {@code etc/carrack.toml}: the port of HTTPS. */
@ObjectClassDefinition(id = "carrack.tls.port", name = "HTTPS")
@ConfigTable(table = "tls")
@interface TlsPortConfig {

    @AttributeDefinition(description = "port of HTTPS", min = "0", max = "65535")
    @RestartRequired
    int port() default 8_443;

    @AttributeDefinition(description = "lifetime of Strict-Transport-Security; 0 for none", min = "0")
    @RestartRequired
    int hstsS() default 0;
}
