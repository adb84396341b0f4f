package org.carrack.servercommands;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.carrack.auth.AccessToken;
import org.carrack.auth.Account;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Session;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;

/** Accounts, and what they did, as values for programs. */
final class AccountFormatter {

    private AccountFormatter() {}

    static Map<String, @Nullable Object> account(Account account) {
        return JsonValues.object(
                "name", account.name(),
                "roles", account.allRoles(),
                "email", account.email(),
                "provider", account.provider(),
                "has_password", account.hasPassword(),
                "created", account.created(),
                "locked_until", account.lockedUntil().orElse(null));
    }

    static List<Map<String, @Nullable Object>> tokens(List<AccessToken> tokens) {
        return tokens.stream()
                .map(token -> JsonValues.object(
                        "account", token.account(),
                        "name", token.name(),
                        "roles", new TreeSet<>(token.roles()),
                        "packages", new TreeSet<>(token.packages()),
                        "created", token.created(),
                        "expires", token.expires().orElse(null)))
                .toList();
    }

    static List<Map<String, @Nullable Object>> sessions(List<Session> sessions) {
        return sessions.stream()
                .map(session -> JsonValues.object(
                        "account", session.account(),
                        "session", session.id(),
                        "created", session.created(),
                        "seen", session.seen(),
                        "address", session.address(),
                        "agent", session.agent()))
                .toList();
    }

    static List<Map<String, @Nullable Object>> audit(List<AuditLog.Entry> entries) {
        return entries.stream()
                .map(entry -> JsonValues.object(
                        "time", entry.time(),
                        "who", entry.who(),
                        "action", entry.action(),
                        "subject", entry.subject(),
                        "outcome", entry.outcome().name(),
                        "detail", entry.detail(),
                        "address", entry.address(),
                        "count", entry.count()))
                .toList();
    }
}
