package org.carrack.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.carrack.servercommands.CommandContext;
import org.carrack.servercommands.PackageLocation;
import org.carrack.servercommands.ServerCommands;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * A command that the server carries out, as it was typed here: sends it with its arguments and prints the answer. Does what only
 * this process can: it reads a password from its standard input, writes files on this machine, uploads packages of this machine to
 * a remote server, and starts a server for a check where none runs.
 */
final class ForwardedCommand {

    private static final String OUTPUT = "--output";
    private static final String PASSWORD_STDIN = "--password-stdin";
    private static final String PROGRESS = "--progress";

    /** What is done here of a server's command. */
    private static final Map<List<String>, OptionSpec> ADDED = Map.of(
            List.of("nginx"),
            option(OUTPUT, "where; printed without it", Path.class, "FILE"),
            List.of("user", "add"),
            option(PASSWORD_STDIN, "read the password from the standard input", boolean.class, ""),
            List.of("user", "password"),
            option(PASSWORD_STDIN, "read the password from the standard input", boolean.class, ""));

    /** They look at files with what the modules of a server know, and need none that runs. */
    private static final Set<List<String>> CHECKS = Set.of(List.of("package", "verify"), List.of("config", "check"));

    private final List<String> words;
    private final ParseResult typed;
    private final Main main;

    private ForwardedCommand(List<String> words, ParseResult typed, Main main) {
        this.words = words;
        this.typed = typed;
        this.main = main;
    }

    private static OptionSpec option(String name, String description, Class<?> type, String label) {
        OptionSpec.Builder option =
                OptionSpec.builder(name).description(description).type(type);
        return (label.isEmpty() ? option : option.paramLabel(label)).build();
    }

    /**
     * Adds commands of the server, with the options that this process sees to.
     *
     * @param firstWords the first words of the commands to add
     */
    static void addTo(CommandLine program, Set<String> firstWords) {
        ServerCommands.addTo(program, CommandContext.forDescription(), firstWords);
        ADDED.forEach((words, option) -> {
            if (!firstWords.contains(words.get(0))) {
                return;
            }
            CommandLine command = program;
            for (String word : words) {
                command = Objects.requireNonNull(command.getSubcommands().get(word), word);
            }
            command.getCommandSpec().addOption(option);
        });
    }

    /** The command that was typed, if it is one of the server's. */
    static Optional<ForwardedCommand> find(ParseResult parsed, Main main) {
        List<String> words = new ArrayList<>();
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
            words.add(last.commandSpec().name());
        }
        return !words.isEmpty() && ServerCommands.isCommand(words)
                ? Optional.of(new ForwardedCommand(words, last, main))
                : Optional.empty();
    }

    /** Runs it and returns its exit status. */
    int run() throws IOException, CommandException, InterruptedException {
        Path output = typed.matchedOptionValue(OUTPUT, (Path) null);
        if (output != null) {
            return write(output);
        }
        Optional<HttpCommandClient> elsewhere = main.remote();
        if (words.equals(List.of("package", "add")) && elsewhere.isPresent()) {
            PackageLocation source = typed.matchedPositionalValue(0, new PackageLocation(""));
            if (!source.isAddress() && Files.exists(Path.of(source.text()))) {
                return upload(elsewhere.get(), Path.of(source.text()));
            }
        }
        boolean isServerThere =
                main.server != null || ServerInfo.find(main.homeFolder()).isPresent();
        if (CHECKS.contains(words) && !isServerThere) {
            List<String> arguments = arguments();
            if (words.get(0).equals("config") && typed.matchedPositionals().isEmpty()) {
                arguments.addAll(List.of(
                        "--", main.homeFolder().resolve("etc/carrack.toml").toString()));
            }
            try (ThrowawayServer server = ThrowawayServer.start()) {
                return server.shell().run(arguments, main.out(), main.err());
            }
        }
        return main.commands().run(arguments(), main.out(), main.err());
    }

    /** The command with its arguments, in which nothing depends on this process any more. */
    List<String> arguments() throws IOException, CommandException {
        List<String> all = new ArrayList<>(words);
        if (main.isJson()) {
            all.add("--json");
        }
        CommandSpec spec = typed.commandSpec();
        // What comes over HTTP comes at the end, and has no progress.
        boolean isSeen = Boolean.getBoolean("carrack.terminal") && !main.isJson() && main.server == null;
        if (isSeen && spec.findOption(PROGRESS) != null && !typed.hasMatchedOption("--dry-run")) {
            all.add(PROGRESS);
        }
        List<String> positionals = new ArrayList<>();
        for (ArgSpec argument : new LinkedHashSet<>(typed.matchedArgs())) {
            if (!(argument instanceof OptionSpec option)) {
                positionals.addAll(texts(argument.getValue()));
            } else if (!option.inherited() && !ADDED.containsValue(option)) {
                add(all, option);
            }
        }
        if (typed.hasMatchedOption(PASSWORD_STDIN)) {
            if (typed.hasMatchedOption("--password")) {
                throw new CommandException("give the password by --password or --password-stdin, not by both");
            }
            byte[] read = System.in.readAllBytes();
            all.add("--password=" + new String(read, StandardCharsets.UTF_8).replaceFirst("\\R$", ""));
        }
        if (!positionals.isEmpty()) {
            all.add("--");
            all.addAll(positionals);
        }
        return all;
    }

    private static void add(List<String> all, OptionSpec option) {
        Object value = option.getValue();
        if (value instanceof Boolean isSet) {
            if (isSet) {
                all.add(option.longestName());
            }
            return;
        }
        for (String text : texts(value)) {
            all.add(option.longestName() + "=" + text);
        }
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof Collection<?> values
                ? values.stream().map(String::valueOf).toList()
                : value == null ? List.of() : List.of(String.valueOf(value));
    }

    private int upload(HttpCommandClient server, Path source) throws IOException, CommandException {
        boolean hasOptions = typed.matchedOptions().stream().anyMatch(option -> !option.inherited());
        if (hasOptions) {
            throw new CommandException("what is sent to a server elsewhere is added as it is, without options");
        }
        return server.upload(source, main.out());
    }

    /** Writes what the server prints into a file here. */
    private int write(Path output) throws IOException, CommandException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int status;
        try (PrintStream printed = new PrintStream(text, true, StandardCharsets.UTF_8)) {
            status = main.commands().run(arguments(), printed, main.err());
        }
        if (status != 0) {
            return status;
        }
        text.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.strip().startsWith("# Attention:"))
                .forEach(line -> main.err().println(line.strip().substring(2)));
        try {
            Files.write(output, text.toByteArray());
        } catch (IOException e) {
            throw new CommandException("%s cannot be written: %s".formatted(output, e));
        }
        String next = typed.hasMatchedOption("--servers")
                ? "%s is written; include it inside http { } of nginx".formatted(output)
                : "%s is written; start nginx with: nginx -c %s"
                        .formatted(output, output.toAbsolutePath().normalize());
        main.out().println(main.isJson() ? JsonValues.write(JsonValues.object("file", output)) : next);
        return 0;
    }
}
