package org.carrack.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.carrack.servercommands.CommonOptions;
import org.carrack.servercommands.ServerCommands;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code carrack}: everything but {@code run}, which the start script hands to the launcher. Exit status: 0 done, 1
 * refused or failed with the reason on stderr, 2 wrong usage.
 */
@Command(
        name = "carrack",
        versionProvider = Main.Version.class,
        description = "A package server for the JVM.",
        synopsisSubcommandLabel = "COMMAND",
        addMethodSubcommands = false,
        footer = {
            "",
            "Examples:",
            "  carrack run",
            "  carrack package add shop.jar",
            "  carrack call hello.helloActor.greet '{\"name\": \"Ada\"}'",
            "  carrack package add --help"
        })
public final class Main {

    /** The options with a value that may stand before the command. */
    private static final Set<String> WITH_VALUE = Set.of("--home", "--server", "--token");

    /** The commands that see to a process and know no other command. */
    private static final Set<String> OF_THE_PROCESS = Set.of("run", "start", "stop", "restart", "status", "shell");

    @Option(
            names = "--home",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "the server's home folder ($CARRACK_HOME, else ~/.carrack)")
    @Nullable
    Path home;

    @Option(
            names = "--server",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "a server elsewhere, instead of the one in the home")
    @Nullable
    String server;

    @Option(
            names = "--token",
            scope = ScopeType.INHERIT,
            paramLabel = "TOKEN",
            description = "an admin's token for that server ($CARRACK_TOKEN)")
    @Nullable
    String token;

    @Mixin
    final CommonOptions output = new CommonOptions();

    @Option(names = "--version", versionHelp = true, description = "show the version")
    boolean isVersionAsked;

    @Spec
    CommandLine.Model.@Nullable CommandSpec spec;

    private final PrintStream out;
    private final PrintStream err;

    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        int status = TypedCommand.run(out, err, arguments).orElseGet(() -> run(out, err, arguments));
        out.flush();
        System.exit(status);
    }

    /** The version, as the manifest has it. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Carrack " + Main.class.getPackage().getImplementationVersion()};
        }
    }

    static int run(PrintStream out, PrintStream err, String... arguments) {
        Main main = new Main(out, err);
        CommandLine line = commandLine(main, firstWord(arguments))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((e, typed) -> {
                    err.println(ServerCommands.message(e));
                    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
                        e.getCommandLine().usage(err);
                    }
                    return 2;
                })
                .setExecutionStrategy(main::execute)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    err.println(e instanceof CommandException ? e.getMessage() : "carrack failed: " + e);
                    return 1;
                });
        if (arguments.length == 0) {
            line.usage(err);
            return 2;
        }
        return line.execute(arguments);
    }

    /** The first word that is no option, and no option's value. */
    private static String firstWord(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (WITH_VALUE.contains(arguments[i])) {
                i++;
            } else if (!arguments[i].startsWith("-")) {
                return arguments[i];
            }
        }
        return "";
    }

    /**
     * The commands, those of the server among them.
     *
     * @param firstWord with which a line begins: if it is a command that needs no other, the models of the others are not made,
     *     which takes longer than all the rest of most commands
     */
    static CommandLine commandLine(Main main, String firstWord) {
        CommandLine line = new CommandLine(main);
        Set<String> forwarded = ServerCommands.firstWords();
        if (forwarded.contains(firstWord)) {
            forwarded = Set.of(firstWord);
        } else {
            line.getCommandSpec().addMethodSubcommands();
            if (OF_THE_PROCESS.contains(firstWord)) {
                forwarded = Set.of();
            }
        }
        ForwardedCommand.addTo(line, forwarded);
        CommandLine packages = line.getSubcommands().get("package");
        if (packages != null) {
            packages.addSubcommand(new PackageNewCommand(main));
        }
        return line;
    }

    /** Runs a command of this program, or has the server run one of its own. */
    private int execute(CommandLine.ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        CommandLine.ParseResult last = ServerCommands.last(parsed);
        ServerCommands.requireCommand(last);
        Optional<ForwardedCommand> command = ForwardedCommand.find(parsed, this);
        if (command.isEmpty()) {
            return new CommandLine.RunLast().execute(parsed);
        }
        try {
            return command.get().run();
        } catch (IOException | CommandException | InterruptedException e) {
            throw new CommandLine.ExecutionException(
                    last.commandSpec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    boolean isJson() {
        return output.isJson();
    }

    Path homeFolder() {
        return homeFolder(home);
    }

    /** The home that is meant, if no other is given. */
    static Path homeFolder(@Nullable Path typed) {
        Path given = typed;
        if (given == null) {
            String fromEnvironment = System.getenv("CARRACK_HOME");
            given = fromEnvironment == null || fromEnvironment.isBlank()
                    ? Path.of(userHome(), ".carrack")
                    : Path.of(fromEnvironment);
        }
        return given.toAbsolutePath().normalize();
    }

    /** Where "~" is for the person who typed; Java's own property asks the system's accounts instead. */
    private static String userHome() {
        String user = System.getenv("HOME");
        return user == null || user.isBlank() ? System.getProperty("user.home") : user;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** The server elsewhere, if one is named. */
    Optional<HttpCommandClient> remote() throws CommandException {
        String address = server;
        if (address == null) {
            return Optional.empty();
        }
        String shown = token == null ? System.getenv("CARRACK_TOKEN") : token;
        return Optional.of(HttpCommandClient.of(address, shown == null ? "" : shown));
    }

    /** Where the server takes commands: the one elsewhere, or the one in the home. */
    CommandClient commands() throws IOException, CommandException {
        Optional<HttpCommandClient> elsewhere = remote();
        return elsewhere.isPresent() ? elsewhere.get() : shell();
    }

    /** @throws CommandException if the server elsewhere is meant, for which this is not */
    private void onlyHere(String what) throws CommandException {
        if (server != null) {
            throw new CommandException("%s is for the machine that the server runs on".formatted(what));
        }
    }

    ShellClient shell() throws IOException, CommandException {
        onlyHere("the shell");
        ServerInfo server = ServerInfo.find(homeFolder())
                .orElseThrow(() -> new CommandException("no server runs in %s; start one with: carrack start --home %s"
                        .formatted(homeFolder(), homeFolder())));
        if (server.isStarting()) {
            throw new CommandException("the server in %s still starts (pid %d); try again in a moment"
                    .formatted(homeFolder(), server.pid()));
        }
        return new ShellClient(server);
    }

    @Command(
            description = "Runs the server in the foreground.",
            footer = {
                "",
                "Examples:",
                "  carrack run",
                "  carrack run --home /srv/carrack --port 80 --bind 0.0.0.0",
                "  carrack run --database jdbc:postgresql://localhost/carrack"
            })
    @SuppressWarnings("DoNotCallSuggester") // picocli calls it
    int run(@Mixin RunOptions options) throws CommandException {
        // The start script runs it; this is here for the help and the completion of words.
        throw new CommandException("run is started by the script carrack, not by this program");
    }

    @Command(
            description = "Prints a script that completes commands and options in a shell.",
            footer = {
                "",
                "Examples:",
                "  eval \"$(carrack completion bash)\"",
                "  autoload -U +X bashcompinit && bashcompinit && eval \"$(carrack completion zsh)\""
            })
    int completion(@Parameters(paramLabel = "SHELL", description = "bash or zsh") String shell)
            throws CommandException {
        if (!shell.equals("bash") && !shell.equals("zsh")) {
            throw new CommandException("there is a script for bash and one for zsh, and none for %s".formatted(shell));
        }
        // The one script serves both: zsh runs it by bashcompinit.
        out.println(AutoComplete.bash("carrack", Objects.requireNonNull(spec).commandLine()));
        return 0;
    }

    @Command(
            description = "Starts the server in the background and waits until it is ready.",
            footer = {"", "Examples:", "  carrack start", "  carrack start --port 8090 --safe"})
    int start(@Mixin RunOptions options) throws IOException, CommandException, InterruptedException {
        onlyHere("start");
        return new ServerControl(homeFolder(), out, isJson()).start(options.list());
    }

    @Command(description = "Shows this help; --help after any command shows its own.")
    int help() {
        Objects.requireNonNull(spec).commandLine().usage(out);
        return 0;
    }

    @Command(description = "Stops the server.")
    int stop() throws IOException, CommandException, InterruptedException {
        onlyHere("stop");
        return new ServerControl(homeFolder(), out, isJson()).stop();
    }

    @Command(
            description =
                    "Stops the server, where it runs, and starts it in the background, with the options it had where none are given.")
    int restart(@Mixin RunOptions options) throws IOException, CommandException, InterruptedException {
        onlyHere("restart");
        return new ServerControl(homeFolder(), out, isJson()).restart(options.list());
    }

    @Command(description = "Tells whether the server runs; exit status 1 where it does not.")
    int status() throws IOException, CommandException {
        onlyHere("status");
        return new ServerControl(homeFolder(), out, isJson()).status();
    }

    @Command(name = "shell", description = "Opens the server's Gogo shell, or runs one command in it.")
    int gogo(
            @Parameters(paramLabel = "COMMAND", description = "the command; none for a session") @Nullable
                    List<String> command)
            throws IOException, CommandException {
        return command == null || command.isEmpty() ? shell().interact() : shell().gogo(command, out, err);
    }
}
