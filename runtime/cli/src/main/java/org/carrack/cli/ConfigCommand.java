package org.carrack.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code carrack config …}: the configuration of the server itself. */
@Command(name = "config", description = "Checks the server's configuration.")
final class ConfigCommand implements Callable<Integer> {

    @ParentCommand
    @Nullable
    Main main;

    @Spec
    CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(), "say what to do with the configuration: check");
    }

    @Command(
            description =
                    "Checks etc/carrack.toml: unknown keys, wrong types, values out of range, each with its line; exit status 1 where there are some.")
    int check(
            @Parameters(paramLabel = "FILE", arity = "0..1", description = "another file, before it is used") @Nullable
                    Path file)
            throws IOException, CommandException, InterruptedException {
        Main all = Objects.requireNonNull(main);
        Path checked = file == null ? all.homeFolder().resolve("etc/carrack.toml") : file;
        List<String> arguments = new ArrayList<>(all.json ? List.of("--json") : List.of());
        arguments.add(checked.toAbsolutePath().normalize().toString());
        if (all.server != null || RunningServer.find(all.homeFolder()).isPresent()) {
            return all.commands().run("config:check", arguments, all.out(), all.err());
        }
        // What keys there are the modules of a server say; one for this alone will do.
        try (ThrowawayServer server = ThrowawayServer.start()) {
            return server.shell().run("config:check", arguments, all.out(), all.err());
        }
    }
}
