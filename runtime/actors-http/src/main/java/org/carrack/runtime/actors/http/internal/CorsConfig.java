package org.carrack.runtime.actors.http.internal;

import org.carrack.spi.config.ConfigTable;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [cors]} in {@code etc/carrack.toml}: cross-origin requests. */
@ObjectClassDefinition(id = "carrack.cors", name = "Cross-origin requests")
@ConfigTable(table = "cors")
@interface CorsConfig {

    @AttributeDefinition(description = "origins whose pages may call actors")
    String[] origins() default {};

    @AttributeDefinition(description = "more headers that they may send")
    String[] headers() default {};

    @AttributeDefinition(description = "how long browsers keep the permission", min = "1")
    int maxAgeS() default 600;
}
