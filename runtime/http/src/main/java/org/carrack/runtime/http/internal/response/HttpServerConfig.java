package org.carrack.runtime.http.internal.response;

import org.carrack.spi.config.ConfigTable;
import org.carrack.spi.config.RestartRequired;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keys outside of tables in {@code etc/carrack.toml}: the HTTP server. */
@ObjectClassDefinition(id = "carrack.http.server", name = "HTTP server")
@ConfigTable(table = "")
public @interface HttpServerConfig {

    @AttributeDefinition(description = "largest size of an upload", min = "1")
    int uploadLimitMb() default 256;

    @AttributeDefinition(description = "folders of the machine that packages may serve")
    String[] staticFolders() default {};

    @AttributeDefinition(description = "memory for files of up to 2 MB", min = "1")
    @RestartRequired
    int staticCacheMb() default 64;

    @AttributeDefinition(description = "log/access-<day>.log in the combined format, kept for 31 days")
    @RestartRequired
    boolean accessLog() default false;

    @AttributeDefinition(description = "addresses of reverse proxies whose X-Real-IP and X-Forwarded-Proto are trusted")
    @RestartRequired
    String[] trustedProxies() default {};

    @AttributeDefinition(
            description =
                    "host names that the server's own port answers for (421 for others), against DNS rebinding; none means all; IP addresses, localhost and virtual hosts of packages are always answered")
    @RestartRequired
    String[] allowedHosts() default {};
}
