package org.carrack.runtime.shell.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.carrack.auth.AccessToken;
import org.carrack.auth.Account;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Session;

/** Accounts, and what they did, as JSON for programs. */
final class AccountListing {

    private AccountListing() {}

    static String accountsJson(List<Account> accounts) {
        return Listing.array(accounts, AccountListing::fields);
    }

    /** @param password one that was made up; empty if it is known already */
    static String accountJson(Account account, String password) {
        return Listing.write(json -> {
            json.writeStartObject();
            fields(json, account);
            if (!password.isEmpty()) {
                json.writeStringField("password", password);
            }
            json.writeEndObject();
        });
    }

    private static void fields(JsonGenerator json, Account account) throws IOException {
        json.writeStringField("name", account.name());
        Listing.strings(json, "roles", account.allRoles());
        json.writeStringField("email", account.email());
        json.writeStringField("provider", account.provider());
        json.writeBooleanField("has_password", account.hasPassword());
        json.writeStringField("created", account.created().toString());
        json.writeObjectField(
                "locked_until", account.lockedUntil().map(String::valueOf).orElse(null));
    }

    static String tokensJson(List<AccessToken> tokens) {
        return Listing.array(tokens, (json, token) -> {
            json.writeStringField("account", token.account());
            json.writeStringField("name", token.name());
            sorted(json, "roles", token.roles());
            sorted(json, "packages", token.packages());
            json.writeStringField("created", token.created().toString());
            json.writeObjectField(
                    "expires", token.expires().map(String::valueOf).orElse(null));
        });
    }

    private static void sorted(JsonGenerator json, String name, Collection<String> texts) throws IOException {
        Listing.strings(json, name, new TreeSet<>(texts));
    }

    static String sessionsJson(List<Session> sessions) {
        return Listing.array(sessions, (json, session) -> {
            json.writeStringField("account", session.account());
            json.writeStringField("session", session.id());
            json.writeStringField("created", session.created().toString());
            json.writeStringField("seen", session.seen().toString());
            json.writeStringField("address", session.address());
            json.writeStringField("agent", session.agent());
        });
    }

    static String auditJson(List<AuditLog.Entry> entries) {
        return Listing.array(entries, (json, entry) -> {
            json.writeStringField("time", entry.time().toString());
            json.writeStringField("who", entry.who());
            json.writeStringField("action", entry.action());
            json.writeStringField("subject", entry.subject());
            json.writeStringField("outcome", entry.outcome().name());
            json.writeStringField("detail", entry.detail());
            json.writeStringField("address", entry.address());
            json.writeNumberField("count", entry.count());
        });
    }
}
