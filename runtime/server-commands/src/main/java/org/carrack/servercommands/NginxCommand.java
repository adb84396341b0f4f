package org.carrack.servercommands;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.carrack.spi.http.NginxConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nginx}. */
@Command(
        name = "nginx",
        description = "Writes what the server serves as a configuration of nginx.",
        footer = {
            "",
            "Examples:",
            "  carrack nginx > nginx.conf",
            "  carrack nginx --servers > /etc/nginx/conf.d/carrack.conf"
        })
final class NginxCommand implements Callable<CommandResult> {

    @Option(names = "--servers", description = "only what stands inside http { }, for conf.d")
    private boolean isInside;

    private final CommandContext context;

    NginxCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public CommandResult call() throws IOException {
        return CommandResult.of(context.service(NginxConfiguration.class).text(!isInside));
    }
}
