package org.carrack.runtime.http.internal.server;

import org.carrack.spi.config.ConfigTable;
import org.carrack.spi.config.RestartRequired;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [nginx]} in {@code etc/carrack.toml}: the nginx in front. */
@ObjectClassDefinition(id = "carrack.nginx", name = "nginx in front")
@ConfigTable(table = "nginx")
@interface NginxConfig {

    @AttributeDefinition(description = "whether nginx is reloaded when its configuration changes")
    @RestartRequired
    boolean reload() default false;

    @AttributeDefinition(description = "the program, with arguments of its own")
    @RestartRequired
    String command() default "nginx";

    @AttributeDefinition(description = "the main configuration file, if it is not the one that Carrack writes")
    @RestartRequired
    String config() default "";

    @AttributeDefinition(description = "port of nginx", min = "1", max = "65535")
    @RestartRequired
    int listen() default 80;

    @AttributeDefinition(description = "port of nginx with TLS", min = "1", max = "65535")
    @RestartRequired
    int listenTls() default 443;

    @AttributeDefinition(description = "the account that its workers run as")
    @RestartRequired
    String user() default "";
}
