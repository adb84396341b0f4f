package org.carrack.servercommands;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.carrack.spi.actor.ActorArguments;
import org.carrack.spi.actor.CommandCatalog;
import org.carrack.spi.actor.CommandCatalog.CommandInfo;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code command …}: what packages offer by one name. */
@Command(
        name = "command",
        description = "Lists and runs the commands that packages offer to other programs.",
        footer = {"", "Examples:", "  carrack command list", "  carrack command run setServer server=web state=on"})
final class CommandCommands {

    private final CommandContext context;

    CommandCommands(CommandContext context) {
        this.context = context;
    }

    @Command(description = "Lists the commands, with what they take.")
    CommandResult list() throws IOException {
        CommandCatalog commands = context.service(CommandCatalog.class);
        List<CommandInfo> all = commands.commands(context.caller());
        List<Map<String, @Nullable Object>> values = new ArrayList<>();
        for (CommandInfo command : context.isJson() ? all : List.<CommandInfo>of()) {
            values.add(JsonValues.object(
                    "name", command.name(),
                    "package", command.packageName(),
                    "address", command.address(),
                    "description", command.method().description(),
                    "arguments", parsed(commands.schema(command))));
        }
        return CommandResult.of(
                context,
                values,
                Table.of(
                        List.of("NAME", "PACKAGE", "ARGUMENTS", "MEANING"),
                        all.stream()
                                .map(command -> List.of(
                                        command.name(),
                                        command.packageName().isEmpty() ? "(server)" : command.packageName(),
                                        command.method().parameters().stream()
                                                .map(one -> one.isRequired() ? one.name() : "[" + one.name() + "]")
                                                .collect(Collectors.joining(" ")),
                                        command.method()
                                                .description()
                                                .lines()
                                                .findFirst()
                                                .orElse("")))
                                .toList()));
    }

    @Command(description = "Runs a command and prints its result, in JSON.")
    CommandResult run(
            @Parameters(paramLabel = "NAME", description = "the command, with its package where several have it")
                    String name,
            @Parameters(
                            paramLabel = "KEY=VALUE",
                            arity = "0..*",
                            description = "its arguments; one with a list several times")
                    @Nullable
                    List<String> arguments)
            throws Exception {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        for (String argument : arguments == null ? List.<String>of() : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("an argument is written name=value, not %s".formatted(argument));
            }
            texts.computeIfAbsent(argument.substring(0, equals), key -> new ArrayList<>())
                    .add(argument.substring(equals + 1));
        }
        try {
            byte[] result = context.service(CommandCatalog.class)
                    .call(name, new ActorArguments.Texts(texts), context.caller())
                    .toCompletableFuture()
                    .get();
            String json = new String(result, StandardCharsets.UTF_8);
            return CommandResult.of(context, parsed(json), json);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @SuppressWarnings("NullAway") // a command may return null
    private static Object parsed(String json) throws IOException {
        return json.equals("null") ? null : JsonValues.readValue(json);
    }
}
