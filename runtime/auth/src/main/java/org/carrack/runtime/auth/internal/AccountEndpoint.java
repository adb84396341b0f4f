package org.carrack.runtime.auth.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carrack.auth.AccessToken;
import org.carrack.auth.Account;
import org.carrack.auth.AccountException;
import org.carrack.auth.Caller;
import org.carrack.auth.Session;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.spi.auth.Authenticator;

/**
 * What people do with their own account: {@code /auth/account}, where they see their sessions and tokens, end and revoke them,
 * make tokens and change their password. On threads that may block.
 */
final class AccountEndpoint {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private static final int LONGEST_VALIDITY_DAYS = 3_650;

    private final AccountAdministration accounts;
    private final Sessions sessions;
    private final PasswordLogin passwords;

    AccountEndpoint(AccountAdministration accounts, Sessions sessions, PasswordLogin passwords) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.passwords = passwords;
    }

    HttpResponse show(HttpRequest call) {
        return page(call, 200, "", "");
    }

    private HttpResponse page(HttpRequest call, int status, String error, String done) {
        Caller caller = call.caller();
        Optional<Account> account = accounts.find(caller.name());
        boolean hasPassword = account.filter(Account::hasPassword).isPresent();
        return Html.page(status, "Account " + caller.name(), """
                <h1>%s</h1>
                %s%s
                <p>%s</p>
                <p><a href="/auth/logout">Log out</a></p>
                %s
                %s
                %s""".formatted(
                        Html.escape(caller.name()),
                        Html.error(error),
                        done,
                        Html.escape("Roles: " + String.join(", ", new TreeSet<>(caller.roles()))),
                        sessions(call, caller.name()),
                        account.isPresent() ? tokens(caller.name()) : "",
                        hasPassword ? PASSWORD_FORM : ""));
    }

    private String sessions(HttpRequest call, String name) {
        Optional<String> current = call.cookie(Authenticator.cookie(call.isSecure()))
                .flatMap(value -> sessions.find(Secrets.digest(value)))
                .map(row -> row.session().id());
        StringBuilder rows = new StringBuilder();
        for (Session session : accounts.sessions(name)) {
            rows.append("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>%n"
                    .formatted(
                            Html.escape(browser(session.agent())),
                            Html.escape(session.address()),
                            TIME.format(session.created()),
                            TIME.format(session.seen()),
                            current.filter(session.id()::equals).isPresent()
                                    ? "this one"
                                    : button("/auth/sessions/end", "id", session.id(), "End")));
        }
        return rows.isEmpty()
                ? ""
                : "<h2>Sessions</h2>\n<table><tr><th>Browser<th>Address<th>Since<th>Last seen<th></tr>\n%s</table>"
                        .formatted(rows);
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

    private String tokens(String name) {
        StringBuilder rows = new StringBuilder();
        for (AccessToken token : accounts.tokens(name)) {
            rows.append("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>%n"
                    .formatted(
                            Html.escape(token.name()),
                            Html.escape(all(token.roles())),
                            Html.escape(all(token.packages())),
                            token.expires().map(AccountEndpoint::expiry).orElse("never"),
                            button("/auth/tokens/revoke", "name", token.name(), "Revoke")));
        }
        String table = rows.isEmpty()
                ? ""
                : "<table><tr><th>Name<th>Roles<th>Packages<th>Expires<th></tr>\n%s</table>".formatted(rows);
        return "<h2>Tokens for programs</h2>\n" + table + TOKEN_FORM;
    }

    private static String expiry(Instant end) {
        return TIME.format(end) + (end.isBefore(Instant.now()) ? " (expired)" : "");
    }

    private static String all(Set<String> names) {
        return names.isEmpty() ? "all" : String.join(", ", new TreeSet<>(names));
    }

    private static String button(String action, String field, String value, String label) {
        return "<form method=\"post\" action=\"%s\">%s<button>%s</button></form>"
                .formatted(action, Html.hidden(field, value), label);
    }

    private static final String WRONG_PASSWORD = "that is not the password now";

    private static final String TOKEN_FORM = """
            <form method="post" action="/auth/tokens">
            <label for="name">A new token's name</label><input id="name" name="name" required pattern="[A-Za-z0-9._\\-]+" title="letters, digits and . _ -">
            <label for="days">Good for so many days</label><input id="days" name="days" type="number" min="1" max="3650" value="90">
            <label for="packages">For these packages alone (empty: all)</label><input id="packages" name="packages">
            <button>Make it</button></form>
            """;

    private static final String PASSWORD_FORM = """
            <h2>Another password</h2>
            <form method="post" action="/auth/password">
            <label for="current">The password now</label><input id="current" name="current" type="password" autocomplete="current-password" required>
            <label for="password">The new one</label><input id="password" name="password" type="password" autocomplete="new-password" minlength="8" required>
            <label for="repeat">The new one again</label><input id="repeat" name="repeat" type="password" autocomplete="new-password" required>
            <button>Change it</button></form>
            """;

    private interface FormAction {
        /** Does it, and returns what is to be said of it. */
        Message run() throws AccountException, LoginRefused;
    }

    /**
     * What is said of what was done.
     *
     * @param html on the page
     * @param json to a program
     */
    private record Message(String html, String json) {
        static Message of(String sentence) {
            return new Message(Html.done(sentence), "{}");
        }
    }

    private HttpResponse done(HttpRequest call, boolean isProgram, FormAction action) {
        try {
            Message said = action.run();
            return isProgram
                    ? HttpResponse.json(200, said.json().getBytes(StandardCharsets.UTF_8))
                    : page(call, 200, "", said.html());
        } catch (AccountException e) {
            int status = switch (e.kind()) {
                case NOT_FOUND -> 404;
                case REFUSED -> 400;
                case FAILED -> 503;
            };
            return isProgram ? HttpResponse.error(status, e.getMessage()) : page(call, status, e.getMessage(), "");
        } catch (LoginRefused e) {
            if (e.status() == 401) {
                return isProgram ? HttpResponse.error(401, WRONG_PASSWORD) : page(call, 401, WRONG_PASSWORD, "");
            }
            return isProgram
                    ? HttpResponse.error(e.status(), e.getMessage())
                    : page(call, e.status(), e.getMessage(), "");
        }
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
            return new Message(
                    "<p class=\"done\" role=\"status\">The password is changed. All sessions were ended; <a href=\"/auth/login\">log in again</a>.</p>",
                    "{}");
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
            return Message.of("The session is over.");
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
            return new Message(
                    "<p class=\"done\" role=\"status\">This is the token; it is not shown again: <code>%s</code></p>"
                            .formatted(token),
                    "{\"token\": \"%s\"}".formatted(token));
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
            return Message.of("The token is worth nothing now.");
        });
    }
}
