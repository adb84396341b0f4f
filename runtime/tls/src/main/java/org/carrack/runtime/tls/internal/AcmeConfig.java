package org.carrack.runtime.tls.internal;

import org.carrack.spi.config.ConfigTable;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [acme]} in {@code etc/carrack.toml}: certificates from an ACME certificate authority. */
@ObjectClassDefinition(id = "carrack.acme", name = "Certificates from an ACME certificate authority")
@ConfigTable(table = "acme")
@interface AcmeConfig {

    @AttributeDefinition(
            description = "whether the authority's terms are accepted; without it no certificate is ordered")
    boolean agreeToTerms() default false;

    @AttributeDefinition(description = "addresses that the authority may write to")
    String[] email() default {};

    @AttributeDefinition(description = "directory URL of the authority; Let's Encrypt's if empty")
    String server() default "";
}
