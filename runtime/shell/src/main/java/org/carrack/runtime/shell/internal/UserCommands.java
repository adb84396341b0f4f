package org.carrack.runtime.shell.internal;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.carrack.auth.AccessToken;
import org.carrack.auth.Account;
import org.carrack.auth.AccountException;
import org.carrack.auth.Accounts;
import org.carrack.auth.Session;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The Gogo commands {@code user:…}. Who sits at the shell is the owner. */
@Component(
        service = UserCommands.class,
        property = {
            "osgi.command.scope=user",
            "osgi.command.function=list",
            "osgi.command.function=add",
            "osgi.command.function=delete",
            "osgi.command.function=password",
            "osgi.command.function=roles",
            "osgi.command.function=unlock",
            "osgi.command.function=token",
            "osgi.command.function=tokens",
            "osgi.command.function=revoke",
            "osgi.command.function=sessions",
            "osgi.command.function=logout"
        })
public final class UserCommands {

    private static final String JSON = "--json";

    private final Accounts accounts;

    @Activate
    public UserCommands(@Reference Accounts accounts) {
        this.accounts = accounts;
    }

    @Descriptor("lists the accounts")
    public String list(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json) {
        List<Account> all = accounts.list();
        return json
                ? AccountListing.accountsJson(all)
                : Table.of(
                        List.of("NAME", "ROLES", "LOGS IN WITH", "TOKENS", "LOCKED UNTIL"),
                        all.stream()
                                .map(account -> List.of(
                                        account.name(),
                                        String.join(",", account.allRoles()),
                                        account.hasPassword()
                                                ? "password"
                                                : account.provider().isEmpty() ? "tokens" : account.provider(),
                                        String.valueOf(
                                                accounts.tokens(account.name()).size()),
                                        account.lockedUntil()
                                                .map(until -> until.truncatedTo(ChronoUnit.SECONDS)
                                                        .toString())
                                                .orElse("")))
                                .toList());
    }

    @Descriptor("makes an account")
    public String add(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("its roles, with commas between them: admin, user, package:<name>")
                    @Parameter(names = "--roles", absentValue = "")
                    String roles,
            @Descriptor("its password; made up and printed where none is given")
                    @Parameter(names = "--password", absentValue = "")
                    String password,
            @Descriptor("it has tokens alone")
                    @Parameter(names = "--no-password", presentValue = "true", absentValue = "false")
                    boolean hasNone,
            @Descriptor("its name") String name)
            throws AccountException {
        if (hasNone) {
            return made(json, accounts.add(name, Optional.empty(), names(roles), Gogo.caller()), "");
        }
        String given = password.isEmpty() ? accounts.suggestPassword() : password;
        Account made = accounts.add(name, Optional.of(given), names(roles), Gogo.caller());
        return made(json, made, password.isEmpty() ? given : "");
    }

    private static String made(boolean json, Account account, String password) {
        if (json) {
            return AccountListing.accountJson(account, password);
        }
        String told =
                "account %s made, with the roles %s".formatted(account.name(), String.join(",", account.allRoles()));
        return password.isEmpty() ? told : "%s; its password is %s".formatted(told, password);
    }

    @Descriptor("deletes an account with its tokens and sessions")
    public String delete(@Descriptor("its name") String name) throws AccountException {
        accounts.delete(name, Gogo.caller());
        return "account %s deleted".formatted(name);
    }

    @Descriptor("gives an account another password, and ends its sessions")
    public String password(
            @Descriptor("the password; made up and printed where none is given")
                    @Parameter(names = "--password", absentValue = "")
                    String password,
            @Descriptor("the account") String name)
            throws AccountException {
        String given = password.isEmpty() ? accounts.suggestPassword() : password;
        accounts.setPassword(name, given, Gogo.caller());
        return password.isEmpty()
                ? "the password of %s is now %s".formatted(name, given)
                : "the password of %s is changed".formatted(name);
    }

    @Descriptor("gives an account other roles")
    public String roles(
            @Descriptor("the account") String name,
            @Descriptor("all its roles, with commas between them: admin, user, package:<name>") String roles)
            throws AccountException {
        Account changed = accounts.setRoles(name, names(roles), Gogo.caller());
        return "%s has the roles %s".formatted(name, String.join(",", changed.allRoles()));
    }

    @Descriptor("takes passwords for an account, or from an address, again, after too many wrong ones")
    public String unlock(@Descriptor("the account, or an address that was locked") String name)
            throws AccountException {
        accounts.unlock(name, Gogo.caller());
        return "%s unlocked".formatted(name);
    }

    @Descriptor("makes a token and prints it; it cannot be had again")
    public String token(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("what it is called; one of that name is replaced")
                    @Parameter(names = "--name", absentValue = "default")
                    String name,
            @Descriptor("of the account's roles, those that it has, with commas between them; all")
                    @Parameter(names = "--roles", absentValue = "")
                    String roles,
            @Descriptor("the packages it is for, with commas between them; all")
                    @Parameter(names = "--packages", absentValue = "")
                    String packages,
            @Descriptor("for how long it is good: 90d, 12h, 30m, 20s or never")
                    @Parameter(names = "--expires", absentValue = AccessToken.USUAL_VALIDITY)
                    String expires,
            @Descriptor("the account") String account)
            throws AccountException {
        String token = accounts.createToken(
                account, name, names(roles), names(packages), AccessToken.validity(expires), Gogo.caller());
        return json
                ? Listing.write(out -> {
                    out.writeStartObject();
                    out.writeStringField("account", account);
                    out.writeStringField("name", name);
                    out.writeStringField("token", token);
                    out.writeEndObject();
                })
                : token;
    }

    @Descriptor("lists the tokens of all accounts")
    public String tokens(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json) {
        return shownTokens(json, "");
    }

    @Descriptor("lists the tokens of an account")
    public String tokens(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("the account") String account)
            throws AccountException {
        required(account);
        return shownTokens(json, account);
    }

    private String shownTokens(boolean json, String account) {
        List<AccessToken> all = accounts.tokens(account);
        return json
                ? AccountListing.tokensJson(all)
                : Table.of(
                        List.of("ACCOUNT", "NAME", "ROLES", "PACKAGES", "EXPIRES"),
                        all.stream()
                                .map(token -> List.of(
                                        token.account(),
                                        token.name(),
                                        all(token.roles()),
                                        all(token.packages()),
                                        token.expires().map(String::valueOf).orElse("never")))
                                .toList());
    }

    private static String all(Set<String> names) {
        return names.isEmpty() ? "all" : String.join(",", new TreeSet<>(names));
    }

    @Descriptor("makes a token worth nothing")
    public String revoke(@Descriptor("the account") String account, @Descriptor("the token's name") String name)
            throws AccountException {
        accounts.revokeToken(account, name, Gogo.caller());
        return "token %s of %s revoked".formatted(name, account);
    }

    @Descriptor("lists the sessions of browsers")
    public String sessions(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json) {
        return shownSessions(json, "");
    }

    @Descriptor("lists the sessions of an account")
    public String sessions(
            @Descriptor("print JSON") @Parameter(names = JSON, presentValue = "true", absentValue = "false")
                    boolean json,
            @Descriptor("the account") String account)
            throws AccountException {
        required(account);
        return shownSessions(json, account);
    }

    private void required(String account) throws AccountException {
        if (accounts.find(account).isEmpty()) {
            throw new AccountException(AccountException.Kind.NOT_FOUND, "there is no account " + account);
        }
    }

    private String shownSessions(boolean json, String account) {
        List<Session> all = accounts.sessions(account);
        return json
                ? AccountListing.sessionsJson(all)
                : Table.of(
                        List.of("ACCOUNT", "SESSION", "SINCE", "LAST SEEN", "ADDRESS", "BROWSER"),
                        all.stream()
                                .map(session -> List.of(
                                        session.account(),
                                        session.id(),
                                        session.created().toString(),
                                        session.seen().toString(),
                                        session.address(),
                                        session.agent()))
                                .toList());
    }

    @Descriptor("ends the sessions of an account")
    public String logout(@Descriptor("the account") String account) throws AccountException {
        int ended = accounts.endSessions(account, Gogo.caller());
        return "%d %s of %s ended".formatted(ended, ended == 1 ? "session" : "sessions", account);
    }

    @Descriptor("ends a session of an account")
    public String logout(
            @Descriptor("the account") String account, @Descriptor("the session, as sessions lists it") String session)
            throws AccountException {
        if (accounts.sessions(account).stream().noneMatch(one -> one.id().equals(session))) {
            throw new AccountException(
                    AccountException.Kind.NOT_FOUND, "%s has no session %s, or it is over".formatted(account, session));
        }
        accounts.endSession(session, Gogo.caller());
        return "session %s of %s ended".formatted(session, account);
    }

    private static Set<String> names(String text) {
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }
}
