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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code carrack data …}: each is the Gogo command of that name. Files are the server's. */
@Command(name = "data", description = "Writes tables and their records into a file, and reads them again.")
final class DataCommand implements Callable<Integer> {

    @ParentCommand
    @Nullable
    Main main;

    @Spec
    CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(), "say what to do with data: export or import");
    }

    @Command(description = "Writes tables and their records, as they are at one moment, into one file.")
    int export(
            @Parameters(paramLabel = "FILE", description = "is made, and must not be there") Path file,
            @Option(names = "--package", paramLabel = "NAME", description = "the tables of one package alone") @Nullable
                    String packageName)
            throws IOException, CommandException {
        List<String> arguments = new ArrayList<>();
        if (packageName != null) {
            arguments.addAll(List.of("--package", packageName));
        }
        return send("export", arguments, file);
    }

    @Command(name = "import", description = "Has the tables of a file hold what it says, and nothing else.")
    int importFrom(@Parameters(paramLabel = "FILE") Path file) throws IOException, CommandException {
        return send("restore", new ArrayList<>(), file);
    }

    private int send(String command, List<String> arguments, Path file) throws IOException, CommandException {
        Main all = Objects.requireNonNull(main);
        if (all.json) {
            arguments.add(0, "--json");
        }
        arguments.add(file.toAbsolutePath().normalize().toString());
        return all.commands().run("data:" + command, arguments, all.out(), all.err());
    }
}
