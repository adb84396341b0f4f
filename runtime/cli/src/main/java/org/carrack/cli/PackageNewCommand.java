package org.carrack.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carrack package new}: no server is needed for it. */
@Command(name = "new", description = "Makes the folder of a new package.")
final class PackageNewCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "its name: lower-case letters, digits, _ and -")
    private String name = "";

    @Option(names = "--maven", description = "make a Maven project, with a test against the real server")
    private boolean isMaven;

    @Option(names = "--dest", paramLabel = "DIR", description = "where; the current folder")
    @Nullable
    private Path destination;

    private final Main main;

    PackageNewCommand(Main main) {
        this.main = main;
    }

    @Override
    public Integer call() throws IOException, CommandException {
        Path folder = new PackageTemplate(name, destination == null ? Path.of("") : destination).create(isMaven);
        String next = isMaven
                ? "%s is made; build and test it there with: ./mvnw verify".formatted(folder)
                : "%s is made; add it with: carrack package add %s".formatted(folder, folder);
        main.out().println(main.isJson() ? JsonValues.write(JsonValues.object("folder", folder)) : next);
        return 0;
    }
}
