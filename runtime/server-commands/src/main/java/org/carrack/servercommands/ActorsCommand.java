package org.carrack.servercommands;

import java.util.List;
import java.util.concurrent.Callable;
import org.carrack.spi.actor.ActorCatalog;
import picocli.CommandLine.Command;

/** {@code actors}. */
@Command(name = "actors", description = "Lists the methods of actors that can be called.")
final class ActorsCommand implements Callable<CommandResult> {

    private final CommandContext context;

    ActorsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public CommandResult call() {
        List<String> methods = context.service(ActorCatalog.class).actors(context.caller()).stream()
                .flatMap(actor -> actor.methods().stream()
                        .map(method -> String.join(".", actor.packageName(), actor.name(), method.name())))
                .toList();
        return CommandResult.of(context, methods, String.join("\n", methods));
    }
}
