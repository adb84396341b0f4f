package org.carrack.servercommands;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.carrack.auth.AccessToken;
import org.carrack.auth.Account;
import org.carrack.auth.AccountException;
import org.carrack.auth.Accounts;
import org.carrack.auth.Session;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code user …}. Who sits at the shell is the owner. */
@Command(name = "user", description = "Lists, makes and changes accounts, tokens and sessions.")
final class UserCommands {

    private final CommandContext context;

    UserCommands(CommandContext context) {
        this.context = context;
    }

    private Accounts accounts() {
        return context.service(Accounts.class);
    }

    @Command(description = "Lists the accounts.")
    CommandResult list() {
        List<Account> all = accounts().list();
        return CommandResult.of(
                context,
                all.stream().map(AccountFormatter::account).toList(),
                Table.of(
                        List.of("NAME", "ROLES", "LOGS IN WITH", "TOKENS", "LOCKED UNTIL"),
                        all.stream()
                                .map(account -> List.of(
                                        account.name(),
                                        String.join(",", account.allRoles()),
                                        account.hasPassword()
                                                ? "password"
                                                : account.provider().isEmpty() ? "tokens" : account.provider(),
                                        String.valueOf(accounts()
                                                .tokens(account.name())
                                                .size()),
                                        account.lockedUntil()
                                                .map(until -> until.truncatedTo(ChronoUnit.SECONDS)
                                                        .toString())
                                                .orElse("")))
                                .toList()));
    }

    @Command(
            description = "Makes an account. Where no password is given, one is made up and printed.",
            sortOptions = false)
    CommandResult add(
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
            @Option(names = "--no-password", description = "it has tokens alone") boolean hasNone)
            throws AccountException {
        if (hasNone && password != null) {
            throw new IllegalArgumentException("an account has a password or none, not both");
        }
        if (hasNone) {
            return made(accounts().add(name, Optional.empty(), names("--roles", roles), context.caller()), null);
        }
        String given = required(password);
        Account made = accounts().add(name, Optional.of(given), names("--roles", roles), context.caller());
        return made(made, password == null ? given : null);
    }

    /** @param suggested the password, if it was made up here */
    private CommandResult made(Account account, @Nullable String suggested) {
        Map<String, @Nullable Object> values = AccountFormatter.account(account);
        String sentence =
                "account %s made, with the roles %s".formatted(account.name(), String.join(",", account.allRoles()));
        if (suggested != null) {
            values.put("password", suggested);
            sentence += "; its password is " + suggested;
        }
        return CommandResult.of(context, values, sentence);
    }

    /** The password that was given, or one that is made up. */
    private String required(@Nullable String password) {
        if (password != null && password.isEmpty()) {
            throw new IllegalArgumentException("the password is empty");
        }
        return password == null ? accounts().suggestPassword() : password;
    }

    @Command(description = "Deletes an account with its tokens and sessions.")
    CommandResult delete(@Parameters(paramLabel = "NAME") String name) throws AccountException {
        accounts().delete(name, context.caller());
        return CommandResult.message(context, "account %s deleted".formatted(name));
    }

    @Command(description = "Gives an account another password, and ends its sessions.")
    CommandResult password(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--password",
                            paramLabel = "PASSWORD",
                            description = "made up and printed where none is given")
                    @Nullable
                    String password)
            throws AccountException {
        String given = required(password);
        accounts().setPassword(name, given, context.caller());
        if (password != null) {
            return CommandResult.message(context, "the password of %s is changed".formatted(name));
        }
        return CommandResult.of(
                context,
                JsonValues.object("name", name, "password", given),
                "the password of %s is now %s".formatted(name, given));
    }

    @Command(description = "Gives an account other roles.")
    CommandResult roles(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(
                            paramLabel = "ROLE",
                            split = ",",
                            arity = "1..*",
                            description = "all its roles: admin, user, package:NAME")
                    List<String> roles)
            throws AccountException {
        Account changed = accounts().setRoles(name, names("ROLE", roles), context.caller());
        return CommandResult.of(
                context,
                AccountFormatter.account(changed),
                "%s has the roles %s".formatted(name, String.join(",", changed.allRoles())));
    }

    @Command(description = "Unlocks an account or an address after too many wrong passwords.")
    CommandResult unlock(
            @Parameters(paramLabel = "NAME", description = "the account, or an address that was locked") String name)
            throws AccountException {
        accounts().unlock(name, context.caller());
        return CommandResult.message(context, "%s unlocked".formatted(name));
    }

    @Command(description = "Makes a token of an account and prints it. It cannot be had again.", sortOptions = false)
    CommandResult token(
            @Parameters(paramLabel = "NAME", description = "the account") String account,
            @Option(
                            names = "--name",
                            paramLabel = "TOKEN",
                            defaultValue = "default",
                            description = "what it is called (default); one of that name is replaced")
                    String name,
            @Option(
                            names = {"--role", "--roles"},
                            paramLabel = "ROLE",
                            split = ",",
                            description = "its roles, of those that the account has (all)")
                    @Nullable
                    List<String> roles,
            @Option(
                            names = {"--package", "--packages"},
                            paramLabel = "PACKAGE",
                            split = ",",
                            description = "the packages it is for (all)")
                    @Nullable
                    List<String> packages,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            defaultValue = AccessToken.USUAL_VALIDITY,
                            description = "for how long it is good: 90d, 12h, 30m, 20s or never (90d)")
                    String expires)
            throws AccountException {
        // An empty variable of a script is not the default.
        required("--name", name);
        required("--expires", expires);
        String token = accounts()
                .createToken(
                        account,
                        name,
                        names("--roles", roles),
                        names("--packages", packages),
                        AccessToken.validity(expires),
                        context.caller());
        return CommandResult.of(context, JsonValues.object("account", account, "name", name, "token", token), token);
    }

    @Command(description = "Lists the tokens of an account, or of all.")
    CommandResult tokens(@Parameters(paramLabel = "NAME", arity = "0..1") @Nullable String account)
            throws AccountException {
        List<AccessToken> all = accounts().tokens(knownOrAll(account));
        return CommandResult.of(
                context,
                AccountFormatter.tokens(all),
                Table.of(
                        List.of("ACCOUNT", "NAME", "ROLES", "PACKAGES", "EXPIRES"),
                        all.stream()
                                .map(token -> List.of(
                                        token.account(),
                                        token.name(),
                                        all(token.roles()),
                                        all(token.packages()),
                                        token.expires().map(String::valueOf).orElse("never")))
                                .toList()));
    }

    private static String all(Set<String> names) {
        return names.isEmpty() ? "all" : String.join(",", new TreeSet<>(names));
    }

    @Command(description = "Revokes a token.")
    CommandResult revoke(
            @Parameters(paramLabel = "NAME", description = "the account") String account,
            @Parameters(
                            paramLabel = "TOKEN",
                            arity = "0..1",
                            defaultValue = "default",
                            description = "the token's name (default)")
                    String name)
            throws AccountException {
        accounts().revokeToken(account, name, context.caller());
        return CommandResult.message(context, "token %s of %s revoked".formatted(name, account));
    }

    @Command(description = "Lists the sessions of browsers, of an account or of all.")
    CommandResult sessions(@Parameters(paramLabel = "NAME", arity = "0..1") @Nullable String account)
            throws AccountException {
        List<Session> all = accounts().sessions(knownOrAll(account));
        return CommandResult.of(
                context,
                AccountFormatter.sessions(all),
                Table.of(
                        List.of("ACCOUNT", "SESSION", "SINCE", "LAST SEEN", "ADDRESS", "BROWSER"),
                        all.stream()
                                .map(session -> List.of(
                                        session.account(),
                                        session.id(),
                                        session.created().toString(),
                                        session.seen().toString(),
                                        session.address(),
                                        session.agent()))
                                .toList()));
    }

    /** An account that there is; none means all, and is the empty text. */
    private String knownOrAll(@Nullable String account) throws AccountException {
        if (account == null) {
            return "";
        }
        if (accounts().find(account).isEmpty()) {
            throw new AccountException(AccountException.Kind.NOT_FOUND, "there is no account " + account);
        }
        return account;
    }

    @Command(description = "Ends the sessions of an account, or one of them.")
    CommandResult logout(
            @Parameters(paramLabel = "NAME", description = "the account") String account,
            @Parameters(paramLabel = "SESSION", arity = "0..1", description = "as sessions lists it") @Nullable
                    String session)
            throws AccountException {
        if (session == null) {
            int ended = accounts().endSessions(account, context.caller());
            return CommandResult.message(
                    context, "%d %s of %s ended".formatted(ended, ended == 1 ? "session" : "sessions", account));
        }
        if (accounts().sessions(account).stream().noneMatch(one -> one.id().equals(session))) {
            throw new AccountException(
                    AccountException.Kind.NOT_FOUND, "%s has no session %s, or it is over".formatted(account, session));
        }
        accounts().endSession(session, context.caller());
        return CommandResult.message(context, "session %s of %s ended".formatted(session, account));
    }

    /** @throws IllegalArgumentException if one is empty: an empty variable of a script is not "all" */
    private static Set<String> names(String option, @Nullable List<String> names) {
        if (names == null) {
            return Set.of();
        }
        names.forEach(name -> required(option, name));
        return names.stream().map(String::strip).collect(Collectors.toSet());
    }

    private static void required(String option, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("%s is empty".formatted(option));
        }
    }
}
