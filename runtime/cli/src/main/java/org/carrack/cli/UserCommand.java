package org.carrack.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** {@code carrack user …}: each is the Gogo command of that name. */
@Command(name = "user", description = "Lists, makes and changes accounts, tokens and sessions.")
final class UserCommand implements Callable<Integer> {

    @ParentCommand
    @Nullable
    Main main;

    @Spec
    CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(), "say what to do with accounts");
    }

    @Command(description = "Lists the accounts.")
    int list() throws IOException, CommandException {
        return sendForJson("list", List.of());
    }

    @Command(
            description = "Makes an account. Where no password is given, one is made up and printed.",
            sortOptions = false)
    int add(
            @Parameters(paramLabel = "NAME", description = "small letters, digits and . _ - @") String name,
            @Option(
                            names = {"--role", "--roles"},
                            paramLabel = "ROLE",
                            split = ",",
                            description = "admin, user, package:NAME, or a word of your own; user where there is none")
                    @Nullable
                    List<String> roles,
            @Option(
                            names = "--password",
                            paramLabel = "PASSWORD",
                            description = "its password; others on this machine may see it in the list of processes")
                    @Nullable
                    String password,
            @Option(names = "--password-stdin", description = "read the password from the standard input")
                    boolean isRead,
            @Option(names = "--no-password", description = "it has tokens alone") boolean hasNone)
            throws IOException, CommandException {
        if (hasNone && (password != null || isRead)) {
            throw new CommandException("an account has a password or none, not both");
        }
        List<String> arguments = new ArrayList<>();
        join(arguments, "--roles", roles);
        password(arguments, password, isRead);
        if (hasNone) {
            arguments.add("--no-password");
        }
        arguments.add(name);
        return sendForJson("add", arguments);
    }

    @Command(description = "Deletes an account with its tokens and sessions.")
    int delete(@Parameters(paramLabel = "NAME") String name) throws IOException, CommandException {
        return send("delete", List.of(name));
    }

    @Command(description = "Gives an account another password, and ends its sessions.")
    int password(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--password",
                            paramLabel = "PASSWORD",
                            description = "made up and printed where none is given")
                    @Nullable
                    String password,
            @Option(names = "--password-stdin", description = "read it from the standard input") boolean isRead)
            throws IOException, CommandException {
        List<String> arguments = new ArrayList<>();
        password(arguments, password, isRead);
        arguments.add(name);
        return send("password", arguments);
    }

    @Command(description = "Gives an account other roles.")
    int roles(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(
                            paramLabel = "ROLE",
                            split = ",",
                            arity = "1..*",
                            description = "all its roles: admin, user, package:NAME")
                    List<String> roles)
            throws IOException, CommandException {
        return send("roles", List.of(name, String.join(",", roles)));
    }

    @Command(description = "Takes passwords for an account, or from an address, again, after too many wrong ones.")
    int unlock(@Parameters(paramLabel = "NAME") String name) throws IOException, CommandException {
        return send("unlock", List.of(name));
    }

    @Command(description = "Makes a token of an account and prints it. It cannot be had again.", sortOptions = false)
    int token(
            @Parameters(paramLabel = "NAME", description = "the account") String account,
            @Option(
                            names = "--name",
                            paramLabel = "TOKEN",
                            description = "what it is called (default); one of that name is replaced")
                    @Nullable
                    String name,
            @Option(
                            names = {"--role", "--roles"},
                            paramLabel = "ROLE",
                            split = ",",
                            description = "of the account's roles, those that it has; all")
                    @Nullable
                    List<String> roles,
            @Option(
                            names = {"--package", "--packages"},
                            paramLabel = "PACKAGE",
                            split = ",",
                            description = "the packages it is for; all")
                    @Nullable
                    List<String> packages,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            description = "for how long it is good: 90d, 12h, 30m, 20s or never (90d)")
                    @Nullable
                    String expires)
            throws IOException, CommandException {
        List<String> arguments = new ArrayList<>();
        join(arguments, "--name", name == null ? null : List.of(name));
        join(arguments, "--roles", roles);
        join(arguments, "--packages", packages);
        join(arguments, "--expires", expires == null ? null : List.of(expires));
        arguments.add(account);
        return sendForJson("token", arguments);
    }

    @Command(description = "Lists the tokens of an account, or of all.")
    int tokens(@Parameters(paramLabel = "NAME", arity = "0..1") @Nullable String account)
            throws IOException, CommandException {
        return sendForJson("tokens", account == null ? List.of() : List.of(account));
    }

    @Command(description = "Makes a token worth nothing.")
    int revoke(
            @Parameters(paramLabel = "NAME", description = "the account") String account,
            @Parameters(paramLabel = "TOKEN", description = "the token's name (default)", arity = "0..1") @Nullable
                    String name)
            throws IOException, CommandException {
        return send("revoke", List.of(account, name == null ? "default" : name));
    }

    @Command(description = "Lists the sessions of an account, or of all.")
    int sessions(@Parameters(paramLabel = "NAME", arity = "0..1") @Nullable String account)
            throws IOException, CommandException {
        return sendForJson("sessions", account == null ? List.of() : List.of(account));
    }

    @Command(description = "Ends the sessions of an account, or one of them.")
    int logout(
            @Parameters(paramLabel = "NAME") String account,
            @Parameters(paramLabel = "SESSION", arity = "0..1", description = "as sessions lists it") @Nullable
                    String session)
            throws IOException, CommandException {
        return send("logout", session == null ? List.of(account) : List.of(account, session));
    }

    private static void join(List<String> arguments, String option, @Nullable List<String> values)
            throws CommandException {
        if (values != null && values.stream().anyMatch(String::isBlank)) {
            // An empty variable of a script is not "all".
            throw new CommandException("%s is empty".formatted(option));
        }
        if (values != null) {
            arguments.add(option);
            arguments.add(String.join(",", values));
        }
    }

    private static void password(List<String> arguments, @Nullable String given, boolean isRead)
            throws IOException, CommandException {
        String password = given;
        if (isRead) {
            password = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("\\R$", "");
        }
        if (password == null) {
            return;
        }
        if (password.isEmpty()) {
            throw new CommandException("the password is empty");
        }
        arguments.add("--password");
        arguments.add(password);
    }

    private int send(String command, List<String> arguments) throws IOException, CommandException {
        Main parent = Objects.requireNonNull(main);
        return parent.commands().run("user:" + command, arguments, parent.out(), parent.err());
    }

    private int sendForJson(String command, List<String> arguments) throws IOException, CommandException {
        List<String> all = new ArrayList<>(Objects.requireNonNull(main).json ? List.of("--json") : List.of());
        all.addAll(arguments);
        return send(command, all);
    }
}
