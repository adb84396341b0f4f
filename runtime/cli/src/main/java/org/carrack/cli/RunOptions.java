package org.carrack.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code carrack run} takes besides the home; {@code start} and {@code restart} hand it on. */
final class RunOptions {

    @Option(names = "--port", paramLabel = "PORT", description = "the port for HTTP (8080)")
    @Nullable
    String port;

    @Option(names = "--gedis-port", paramLabel = "PORT", description = "the port for gedis, which is RESP (8901)")
    @Nullable
    String gedisPort;

    @Option(names = "--bind", paramLabel = "ADDRESS", description = "the address to listen on (127.0.0.1)")
    @Nullable
    String bind;

    @Option(
            names = "--database",
            paramLabel = "JDBC_URL",
            description = "the database: jdbc:postgresql://… (a file in the home)")
    @Nullable
    String database;

    @Option(names = "--safe", description = "start with no packages")
    boolean isSafe;

    /** The options as they are given to {@code run}. */
    List<String> list() {
        List<String> options = new ArrayList<>();
        add(options, "--port", port);
        add(options, "--gedis-port", gedisPort);
        add(options, "--bind", bind);
        add(options, "--database", database);
        if (isSafe) {
            options.add("--safe");
        }
        return options;
    }

    private static void add(List<String> options, String name, @Nullable String value) {
        if (value != null) {
            options.add(name);
            options.add(value);
        }
    }
}
