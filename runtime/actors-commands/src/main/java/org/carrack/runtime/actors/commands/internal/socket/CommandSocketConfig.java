package org.carrack.runtime.actors.commands.internal.socket;

import org.carrack.spi.config.ConfigTable;
import org.carrack.spi.config.RestartRequired;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code [command_socket]} in {@code etc/carrack.toml}. */
@ObjectClassDefinition(id = "carrack.command_socket", name = "Socket for clients of Ockle")
@ConfigTable(table = "command_socket")
@interface CommandSocketConfig {

    @AttributeDefinition(description = "whether commands can be called over a socket, in Ockle's framed XML")
    @RestartRequired
    boolean enabled() default false;

    @AttributeDefinition(description = "its port", min = "0", max = "65535")
    @RestartRequired
    int port() default 8088;

    @AttributeDefinition(
            description =
                    "the address that it is opened at; at any but a loopback address it speaks TLS, and each request needs a token")
    @RestartRequired
    String bind() default "127.0.0.1";

    @AttributeDefinition(
            description =
                    "the account that requests without a token are made as, at a loopback address; nobody where it is empty. Every user of this machine is that account then")
    String account() default "";

    @AttributeDefinition(description = "how many connections there may be at once", min = "1", max = "10000")
    int maxConnections() default 50;

    @AttributeDefinition(description = "how long a message may be, in KiB", min = "1", max = "65536")
    int messageLimitKb() default 1_024;

    @AttributeDefinition(
            description = "how long a client may take to send its request, in seconds",
            min = "1",
            max = "600")
    int timeoutS() default 5;
}
