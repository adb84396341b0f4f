package org.carrack.runtime.auth.internal;

import org.carrack.spi.config.ConfigTable;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [auth]} in {@code etc/carrack.toml}: logins. */
@ObjectClassDefinition(id = "carrack.auth", name = "Logins")
@ConfigTable(table = "auth")
@interface AuthConfig {

    @AttributeDefinition(description = "a browser session ends after so many seconds without a request", min = "1")
    int sessionIdleS() default 7_200;

    @AttributeDefinition(description = "a browser session ends after so many seconds in total", min = "1")
    int sessionLimitS() default 43_200;

    @AttributeDefinition(
            description = "the server's URL as browsers see it, for login providers; taken from the request if empty")
    String url() default "";
}
