package org.carrack.runtime.tls.internal;

import org.carrack.spi.config.ConfigTable;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [tls]} in {@code etc/carrack.toml}: the server's certificate. */
@ObjectClassDefinition(id = "carrack.tls", name = "HTTPS: certificate")
@ConfigTable(table = "tls")
@interface TlsConfig {

    @AttributeDefinition(description = "PEM file with the certificate chain")
    String certificate() default "";

    @AttributeDefinition(description = "PEM file with its private key")
    String key() default "";
}
