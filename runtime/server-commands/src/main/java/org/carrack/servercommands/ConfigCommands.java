package org.carrack.servercommands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code config …}: the configuration of the server itself. */
@Command(name = "config", description = "Checks the server's configuration.")
final class ConfigCommands {

    private final CommandContext context;

    ConfigCommands(CommandContext context) {
        this.context = context;
    }

    @Command(
            description =
                    "Checks etc/carrack.toml: unknown keys, wrong types, values out of range, each with its line; exit status 1 where there are some.")
    CommandResult check(
            @Parameters(paramLabel = "FILE", arity = "0..1", description = "another file, before it is used") @Nullable
                    Path file)
            throws IOException {
        ServerConfig config = context.service(ServerConfig.class);
        Path checked = file == null ? config.file() : file;
        boolean isThere = Files.exists(checked);
        List<String> problems = isThere ? config.check(checked) : List.of();
        String sentence = !isThere
                ? "%s is not there; all keys have their defaults".formatted(checked)
                : problems.isEmpty() ? "%s is good".formatted(checked) : String.join("\n", problems);
        return CommandResult.of(context, JsonValues.object("problems", problems), sentence, problems.isEmpty());
    }
}
