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
            description =
                    "after five wrong passwords for an account from one address none is taken for so many seconds, and twice as long after each that follows, up to a quarter of an hour",
            min = "1",
            max = "900")
    int firstWaitS() default 1;

    @AttributeDefinition(
            description = "the server's URL as browsers see it, for login providers; taken from the request if empty")
    String url() default "";
}
