package org.carrack.runtime.auth.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.auth.Account;
import org.carrack.auth.AccountException;
import org.carrack.auth.Caller;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.runtime.auth.internal.page.AccountPage;
import org.carrack.spi.auth.Authenticator;
import org.carrack.spi.json.JsonValues;

/**
 * What people do with their own account: {@code /auth/account}, where they see their sessions and tokens, end and revoke them,
 * make tokens and change their password. On threads that may block.
 */
final class AccountEndpoint {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private static final int LONGEST_VALIDITY_DAYS = 3_650;

    private final AccountAdministration accounts;
    private final AccountRegistry registry;
    private final PasswordLogin passwords;

    AccountEndpoint(AccountAdministration accounts, AccountRegistry registry, PasswordLogin passwords) {
        this.accounts = accounts;
        this.registry = registry;
        this.passwords = passwords;
    }

    HttpResponse show(HttpRequest call) {
        return page(call, 200, Optional.empty(), Optional.empty());
    }

    private HttpResponse page(HttpRequest call, int status, Optional<String> error, Optional<AccountPage.Done> done) {
        Caller caller = call.caller();
        Optional<Account> account = accounts.find(caller.name());
        AccountPage page = new AccountPage(
                caller.name(),
                error,
                done,
                String.join(", ", new TreeSet<>(caller.roles())),
                sessions(call, caller.name()),
                account.isPresent(),
                account.isPresent() ? tokens(caller.name()) : List.of(),
                account.filter(Account::hasPassword).isPresent());
        return Html.page(status, page.html());
    }

    private List<AccountPage.SessionRow> sessions(HttpRequest call, String name) {
        Optional<String> current = call.cookie(Authenticator.cookie(call.isSecure()))
                .flatMap(value -> registry.sessions().find(Secrets.digest(value)))
                .map(row -> row.session().id());
        return accounts.sessions(name).stream()
                .map(session -> new AccountPage.SessionRow(
                        session.id(),
                        browser(session.agent()),
                        session.address(),
                        TIME.format(session.created()),
                        TIME.format(session.seen()),
                        current.filter(session.id()::equals).isPresent()))
                .toList();
    }

    /** The one word of it that people know. */
    private static String browser(String agent) {
        for (String name : new String[] {"Edg", "OPR", "Firefox", "Chrome", "Safari", "curl"}) {
            if (agent.contains(name)) {
                return name.equals("Edg") ? "Edge" : name.equals("OPR") ? "Opera" : name;
            }
        }
        return agent.isEmpty() ? "unknown" : agent.substring(0, Math.min(40, agent.length()));
    }

    private List<AccountPage.TokenRow> tokens(String name) {
        return accounts.tokens(name).stream()
                .map(token -> new AccountPage.TokenRow(
                        token.name(),
                        all(token.roles()),
                        all(token.packages()),
                        token.expires().map(AccountEndpoint::expiry).orElse("never")))
                .toList();
    }

    private static String expiry(Instant end) {
        return TIME.format(end) + (end.isBefore(Instant.now()) ? " (expired)" : "");
    }

    private static String all(Set<String> names) {
        return names.isEmpty() ? "all" : String.join(", ", new TreeSet<>(names));
    }

    private static final String WRONG_PASSWORD = "that is not the password now";

    private interface FormAction {
        /** Does it, and returns what is to be said of it. */
        AccountPage.Done run() throws AccountException, LoginRefused;
    }

    private HttpResponse done(HttpRequest call, boolean isProgram, FormAction action) {
        try {
            AccountPage.Done done = action.run();
            if (isProgram) {
                Map<String, String> values =
                        done.token().map(token -> Map.of("token", token)).orElse(Map.of());
                return HttpResponse.json(200, JsonValues.write(values).getBytes(StandardCharsets.UTF_8));
            }
            return page(call, 200, Optional.empty(), Optional.of(done));
        } catch (AccountException e) {
            int status = switch (e.kind()) {
                case NOT_FOUND -> 404;
                case REFUSED -> 400;
                case CONFLICT -> 409;
                case FAILED -> 503;
            };
            return refused(call, isProgram, status, e.getMessage());
        } catch (LoginRefused e) {
            return refused(call, isProgram, e.status(), e.status() == 401 ? WRONG_PASSWORD : e.getMessage());
        }
    }

    private HttpResponse refused(HttpRequest call, boolean isProgram, int status, String why) {
        return isProgram ? HttpResponse.error(status, why) : page(call, status, Optional.of(why), Optional.empty());
    }

    /** Who knows the password may have another; the other sessions end, and this one with them. */
    HttpResponse password(HttpRequest call, Form form, boolean isProgram) {
        Caller caller = call.caller();
        return done(call, isProgram, () -> {
            if (!isProgram && !form.get("password").equals(form.get("repeat"))) {
                throw new AccountException(AccountException.Kind.REFUSED, "the new password was typed in two ways");
            }
            passwords.check(caller.name(), form.get("current"), call.remoteAddress());
            accounts.setPassword(caller.name(), form.get("password"), caller);
            return new AccountPage.Done("The password is changed. All sessions were ended.", Optional.empty(), true);
        });
    }

    HttpResponse endSession(HttpRequest call, Form form, boolean isProgram) {
        Caller caller = call.caller();
        return done(call, isProgram, () -> {
            boolean isOwn = accounts.sessions(caller.name()).stream()
                    .anyMatch(session -> session.id().equals(form.get("id")));
            if (!isOwn) {
                throw new AccountException(AccountException.Kind.NOT_FOUND, "there is no such session, or it is over");
            }
            accounts.endSession(form.get("id"), caller);
            return AccountPage.Done.of("The session is over.");
        });
    }

    HttpResponse createToken(HttpRequest call, Form form, boolean isProgram) {
        Caller caller = call.caller();
        return done(call, isProgram, () -> {
            Set<String> packages = Stream.of(form.get("packages").split("[\\s,]+"))
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toSet());
            if (packages.isEmpty() && form.find("packages").isPresent()) {
                throw new AccountException(
                        AccountException.Kind.REFUSED, "\"%s\" names no package".formatted(form.get("packages")));
            }
            boolean isThere = accounts.tokens(caller.name()).stream()
                    .anyMatch(token -> token.name().equals(form.get("name")));
            if (isThere) {
                // A page that is loaded again sends its form again.
                throw new AccountException(
                        AccountException.Kind.REFUSED,
                        "there is a token %s already; revoke it first, or name the new one otherwise"
                                .formatted(form.get("name")));
            }
            String token = accounts.createToken(
                    caller.name(), form.get("name"), Set.of(), packages, Optional.of(validity(form)), caller);
            return new AccountPage.Done("This is the token; it is not shown again:", Optional.of(token), false);
        });
    }

    private static Duration validity(Form form) throws AccountException {
        String days = form.find("days").orElse("90");
        if (!days.matches("\\d{1,4}") || Integer.parseInt(days) > LONGEST_VALIDITY_DAYS) {
            throw new AccountException(
                    AccountException.Kind.REFUSED, "a token is good for 1 to %d days".formatted(LONGEST_VALIDITY_DAYS));
        }
        return Duration.ofDays(Integer.parseInt(days));
    }

    HttpResponse revokeToken(HttpRequest call, Form form, boolean isProgram) {
        Caller caller = call.caller();
        return done(call, isProgram, () -> {
            accounts.revokeToken(caller.name(), form.get("name"), caller);
            return AccountPage.Done.of("The token is worth nothing now.");
        });
    }
}
