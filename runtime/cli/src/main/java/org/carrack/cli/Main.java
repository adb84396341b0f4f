package org.carrack.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
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
        subcommands = {Main.PackageCommand.class, UserCommand.class, DataCommand.class, ConfigCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  carrack run",
            "  carrack package add shop.jar",
            "  carrack call hello.helloActor.hello '{\"name\": \"Ada\"}'",
            "  carrack package add --help"
        })
public final class Main {

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
            description = "what that server is shown: an admin's ($CARRACK_TOKEN)")
    @Nullable
    String token;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "print JSON")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "show this help")
    boolean isHelpAsked;

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
        int status = run(out, err, arguments);
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
        CommandLine line = new CommandLine(main)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
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

    Path homeFolder() {
        Path given = home;
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
    Optional<RemoteServer> remote() throws CommandException {
        String address = server;
        if (address == null) {
            return Optional.empty();
        }
        String shown = token == null ? System.getenv("CARRACK_TOKEN") : token;
        return Optional.of(RemoteServer.of(address, shown == null ? "" : shown));
    }

    /** Where the server takes commands: the one elsewhere, or the one in the home. */
    CommandTransport commands() throws IOException, CommandException {
        Optional<RemoteServer> elsewhere = remote();
        return elsewhere.isPresent() ? elsewhere.get() : shell();
    }

    /** @throws CommandException if the server elsewhere is meant, for which this is not */
    private void onlyHere(String what) throws CommandException {
        if (server != null) {
            throw new CommandException("%s is for the machine that the server runs on".formatted(what));
        }
    }

    private ShellClient shell() throws IOException, CommandException {
        onlyHere("the shell");
        RunningServer server = RunningServer.find(homeFolder())
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
        return new ServerCommands(homeFolder(), out, json).start(options.list());
    }

    @Command(
            description = "Calls a method of an actor and prints its result as JSON.",
            footer = {
                "",
                "Examples:",
                "  carrack call hello.helloActor.hello '{\"name\": \"Ada\"}'",
                "  carrack call admin.packages.list_packages"
            })
    int call(
            @Parameters(paramLabel = "PACKAGE.ACTOR.METHOD", description = "the method") String address,
            @Parameters(
                            paramLabel = "JSON",
                            arity = "0..1",
                            defaultValue = "",
                            description = "the arguments, a JSON object: '{\"name\": \"Ada\"}'")
                    String arguments)
            throws IOException, CommandException {
        if (!address.matches("[^.]+\\.[^.]+\\.[^.]+(\\.[^.]+)?")) {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).subcommands().get("call"),
                    "\"%s\" is no method: give it as PACKAGE.ACTOR.METHOD".formatted(address));
        }
        return commands().run("actor:call", List.of(address, arguments), out, err);
    }

    @Command(
            description = "Writes what the server serves as a configuration of nginx.",
            footer = {
                "",
                "Examples:",
                "  carrack nginx --output nginx.conf",
                "  carrack nginx --servers --output /etc/nginx/conf.d/carrack.conf"
            })
    int nginx(
            @Option(names = "--output", paramLabel = "FILE", description = "where; printed without it") @Nullable
                    Path output,
            @Option(names = "--servers", description = "only what stands inside http { }, for conf.d") boolean servers)
            throws IOException, CommandException {
        List<String> arguments = servers ? List.of("--servers") : List.of();
        if (output == null) {
            return commands().run("http:nginx", arguments, out, err);
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int status;
        try (PrintStream printed = new PrintStream(text, true, StandardCharsets.UTF_8)) {
            status = commands().run("http:nginx", arguments, printed, err);
        }
        if (status == 0) {
            text.toString(StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.strip().startsWith("# Attention:"))
                    .forEach(line -> err.println(line.strip().substring(2)));
            try {
                Files.write(output, text.toByteArray());
            } catch (IOException e) {
                throw new CommandException("%s cannot be written: %s".formatted(output, e));
            }
            out.println(
                    json
                            ? Json.object("file", output)
                            : servers
                                    ? "%s is written; include it inside http { } of nginx".formatted(output)
                                    : "%s is written; start nginx with: nginx -c %s"
                                            .formatted(
                                                    output,
                                                    output.toAbsolutePath().normalize()));
        }
        return status;
    }

    @Command(
            description = "Lists the settings of a package, prints one, or gives it another value for good.",
            footer = {
                "",
                "Examples:",
                "  carrack settings shop",
                "  carrack settings shop shop.title 'The corner shop'",
                "  carrack settings shop shop.title --reset"
            })
    int settings(
            @Parameters(paramLabel = "NAME", description = "the package") String name,
            @Parameters(paramLabel = "KEY", arity = "0..1", description = "the setting") @Nullable String key,
            @Parameters(paramLabel = "VALUE", arity = "0..*", description = "its value; several for a list") @Nullable
                    List<String> values,
            @Option(names = "--reset", description = "let it be what it is by default") boolean isReset)
            throws IOException, CommandException {
        List<String> arguments = new ArrayList<>(json ? List.of("--json") : List.of());
        arguments.add(name);
        boolean hasValues = values != null && !values.isEmpty();
        if (key == null) {
            if (isReset) {
                throw new CommandException("say which setting of %s to reset".formatted(name));
            }
            return commands().run("settings:list", arguments, out, err);
        }
        arguments.add(key);
        if (isReset && hasValues) {
            throw new CommandException("a setting gets a value or is reset, not both");
        }
        if (values != null) {
            arguments.addAll(values);
        }
        String command = isReset ? "settings:reset" : hasValues ? "settings:set" : "settings:get";
        return commands().run(command, arguments, out, err);
    }

    @Command(description = "Lists who did what last, and who was refused.")
    int audit(
            @Option(names = "--count", paramLabel = "N", description = "how many (50)", defaultValue = "50") int count)
            throws IOException, CommandException {
        List<String> arguments = new ArrayList<>(json ? List.of("--json") : List.of());
        arguments.addAll(List.of("--count", String.valueOf(count)));
        return commands().run("audit:list", arguments, out, err);
    }

    @Command(description = "Shows this help; --help after any command shows its own.")
    int help() {
        CommandLine.usage(this, out);
        return 0;
    }

    @Command(description = "Stops the server.")
    int stop() throws IOException, CommandException, InterruptedException {
        onlyHere("stop");
        return new ServerCommands(homeFolder(), out, json).stop();
    }

    @Command(
            description =
                    "Stops the server, where it runs, and starts it in the background, with the options it had where none are given.")
    int restart(@Mixin RunOptions options) throws IOException, CommandException, InterruptedException {
        onlyHere("restart");
        return new ServerCommands(homeFolder(), out, json).restart(options.list());
    }

    @Command(description = "Tells whether the server runs; exit status 1 where it does not.")
    int status() throws IOException, CommandException {
        onlyHere("status");
        return new ServerCommands(homeFolder(), out, json).status();
    }

    @Command(name = "shell", description = "Opens the server's Gogo shell, or runs one command in it.")
    int gogo(
            @Parameters(paramLabel = "COMMAND", description = "the command; none for a session") @Nullable
                    List<String> command)
            throws IOException, CommandException {
        return command == null || command.isEmpty()
                ? shell().interact()
                : shell().run(String.join(" ", command), List.of(), out, err);
    }

    /** {@code carrack package …}: each is the Gogo command of that name. */
    @Command(name = "package", description = "Lists, adds and changes packages.")
    static final class PackageCommand implements Callable<Integer> {

        @ParentCommand
        @Nullable
        Main main;

        @Spec
        CommandLine.Model.@Nullable CommandSpec spec;

        @Override
        public Integer call() {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "say what to do with packages");
        }

        @Command(description = "Lists the packages, with the reason of what does not run.")
        int list() throws IOException, CommandException {
            return send("list");
        }

        @Command(description = "Shows all that is known of a package.")
        int info(@Parameters(paramLabel = "NAME") String name) throws IOException, CommandException {
            return send("info", name);
        }

        @Command(
                description = "Adds the package at a source, or replaces the one of its name, and starts it.",
                footer = {
                    "",
                    "Examples:",
                    "  carrack package add shop.jar",
                    "  carrack package add ./shop --copy",
                    "  carrack package add https://example.org/shop.git --dry-run"
                })
        int add(
                @Parameters(
                                paramLabel = "SOURCE",
                                description =
                                        "a bundle jar, zip, tar.gz or folder; the http(s) address of one; or a git URL")
                        String source,
                @Option(names = "--dry-run", description = "print the plan and change nothing") boolean dryRun,
                @Option(names = "--copy", description = "copy a folder instead of following its changes") boolean copy,
                @Option(names = "--downgrade", description = "take a version that is older than the one that is there")
                        boolean downgrade,
                @Option(names = "--extras", paramLabel = "JSON", description = "what the package's hooks are given")
                        @Nullable
                        String extras)
                throws IOException, CommandException {
            Optional<RemoteServer> elsewhere = Objects.requireNonNull(main).remote();
            Path here = elsewhere.isEmpty() || isElsewhere(source) ? null : Path.of(absolute(source));
            if (here != null && Files.exists(here)) {
                if (dryRun || copy || downgrade || extras != null) {
                    throw new CommandException("what is sent to a server elsewhere is added as it is, without options");
                }
                return elsewhere.orElseThrow().upload(here, main.out);
            }
            List<String> arguments = new ArrayList<>();
            flag(arguments, dryRun, "--dry-run");
            flag(arguments, copy, "--copy");
            flag(arguments, downgrade, "--downgrade");
            if (extras != null) {
                arguments.add("--extras");
                arguments.add(extras);
            }
            arguments.add(absolute(source));
            return request(dryRun, "add", arguments);
        }

        @Command(
                description = "Replaces a package by the newest of its major version, or by what its source holds now.")
        int update(
                @Parameters(paramLabel = "NAME") String name,
                @Option(names = "--dry-run", description = "print the plan and change nothing") boolean dryRun)
                throws IOException, CommandException {
            return request(dryRun, "update", dryRun ? List.of("--dry-run", name) : List.of(name));
        }

        @Command(
                description = "Replaces a package by the newest there is, or by a named version, an older one too.",
                footer = {"", "Examples:", "  carrack package upgrade shop", "  carrack package upgrade shop 1.2"})
        int upgrade(
                @Parameters(paramLabel = "NAME") String name,
                @Parameters(paramLabel = "VERSION", arity = "0..1", description = "X, X.X or X.X.X") @Nullable
                        String version,
                @Option(names = "--dry-run", description = "print the plan and change nothing") boolean dryRun)
                throws IOException, CommandException {
            List<String> arguments = new ArrayList<>();
            flag(arguments, dryRun, "--dry-run");
            arguments.add(name);
            if (version != null) {
                arguments.add(version);
            }
            return request(dryRun, "upgrade", arguments);
        }

        @Command(description = "Returns a package to the version before.")
        int rollback(
                @Parameters(paramLabel = "NAME") String name,
                @Option(names = "--dry-run", description = "print the plan and change nothing") boolean dryRun)
                throws IOException, CommandException {
            return request(dryRun, "rollback", dryRun ? List.of("--dry-run", name) : List.of(name));
        }

        @Command(description = "Starts a package.")
        int start(@Parameters(paramLabel = "NAME") String name) throws IOException, CommandException {
            return request(false, "start", List.of(name));
        }

        @Command(description = "Stops a package, over server starts too.")
        int stop(@Parameters(paramLabel = "NAME") String name) throws IOException, CommandException {
            return request(false, "stop", List.of(name));
        }

        @Command(
                description = "Deletes a package with all it brought.",
                footer = {"", "Examples:", "  carrack package delete shop", "  carrack package delete shop --purge"})
        int delete(
                @Parameters(paramLabel = "NAME") String name,
                @Option(names = "--purge", description = "delete its data too") boolean purge,
                @Option(names = "--force", description = "delete the packages that need it too") boolean force,
                @Option(names = "--dry-run", description = "print the plan and change nothing") boolean dryRun)
                throws IOException, CommandException {
            List<String> arguments = new ArrayList<>();
            flag(arguments, dryRun, "--dry-run");
            flag(arguments, purge, "--purge");
            flag(arguments, force, "--force");
            arguments.add(name);
            return request(dryRun, "delete", arguments);
        }

        @Command(
                description =
                        "Finds what is damaged of what the server keeps, and restores it; exit status 1 where it cannot.")
        int heal() throws IOException, CommandException {
            return send("heal");
        }

        @Command(
                description =
                        "Says all that is wrong with a package before it is added; exit status 1 where there are errors.")
        int verify(@Parameters(paramLabel = "SOURCE", description = "as for add, or a descriptor alone") String source)
                throws IOException, CommandException, InterruptedException {
            Main parent = Objects.requireNonNull(main);
            if (parent.server != null || RunningServer.find(parent.homeFolder()).isPresent()) {
                return send("verify", absolute(source));
            }
            // What handlers and the compiler say only a server knows; one for this alone will do.
            try (ThrowawayServer server = ThrowawayServer.start()) {
                List<String> arguments = new ArrayList<>();
                flag(arguments, parent.json, "--json");
                arguments.add(absolute(source));
                return server.shell().run("package:verify", arguments, parent.out, parent.err);
            }
        }

        @Command(name = "new", description = "Makes the folder of a new package.")
        int create(
                @Parameters(paramLabel = "NAME", description = "its name: lower-case letters, digits, _ and -")
                        String name,
                @Option(names = "--maven", description = "make a Maven project, with a test against the real server")
                        boolean maven,
                @Option(names = "--dest", paramLabel = "DIR", description = "where; the current folder") @Nullable
                        Path destination)
                throws IOException, CommandException {
            Main parent = Objects.requireNonNull(main);
            Path folder = new NewPackage(name, destination == null ? Path.of("") : destination).create(maven);
            parent.out.println(
                    parent.json
                            ? Json.object("folder", folder)
                            : maven
                                    ? "%s is made; build and test it there with: ./mvnw verify".formatted(folder)
                                    : "%s is made; add it with: carrack package add %s".formatted(folder, folder));
            return 0;
        }

        private static void flag(List<String> arguments, boolean isSet, String flag) {
            if (isSet) {
                arguments.add(flag);
            }
        }

        /** A path counts from where the command is typed, not from where the server runs. */
        private static String absolute(String source) {
            try {
                return isElsewhere(source) || source.isBlank()
                        ? source
                        : Path.of(source).toAbsolutePath().normalize().toString();
            } catch (InvalidPathException e) {
                return source;
            }
        }

        /** Whether it is an address. */
        private static boolean isElsewhere(String source) {
            return source.matches("[A-Za-z][A-Za-z0-9+.-]*:.*|[^/:]+@[^/:]+:.*");
        }

        private int request(boolean isDryRun, String command, List<String> arguments)
                throws IOException, CommandException {
            List<String> all = new ArrayList<>();
            Main parent = Objects.requireNonNull(main);
            // What comes over HTTP comes at the end.
            boolean isSeen = Boolean.getBoolean("carrack.terminal") && !parent.json && parent.server == null;
            flag(all, isSeen && !isDryRun, "--progress");
            all.addAll(arguments);
            return send(command, all.toArray(new String[0]));
        }

        private int send(String command, String... arguments) throws IOException, CommandException {
            Main parent = Objects.requireNonNull(main);
            List<String> all = new ArrayList<>();
            if (parent.json) {
                all.add("--json");
            }
            all.addAll(List.of(arguments));
            return parent.commands().run("package:" + command, all, parent.out, parent.err);
        }
    }
}
