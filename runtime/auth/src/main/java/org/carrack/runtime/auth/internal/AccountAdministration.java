package org.carrack.runtime.auth.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.carrack.auth.AccessToken;
import org.carrack.auth.Account;
import org.carrack.auth.AccountException;
import org.carrack.auth.Accounts;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Caller;
import org.carrack.auth.Session;
import org.carrack.failure.RequestException.Kind;
import org.carrack.spi.auth.Authenticator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Changes accounts, tokens and sessions, one change at a time, and writes down who did. */
@Component(service = {Accounts.class, AccountAdministration.class})
public final class AccountAdministration implements Accounts {

    private final AccountRegistry registry;
    private final Passwords passwords;
    private final Throttle throttle;
    private final InitialAdmin initial;
    private final AuditLog audit;

    @Activate
    public AccountAdministration(@Reference AccountRegistry registry, @Reference AuditLog audit) {
        this.registry = registry;
        passwords = registry.passwords();
        throttle = registry.throttle();
        initial = registry.initial();
        this.audit = audit;
    }

    @Override
    public List<Account> list() {
        return registry.book().state().accounts().values().stream()
                .sorted(Comparator.comparing(AccountRow::name))
                .map(this::account)
                .toList();
    }

    @Override
    public Optional<Account> find(String name) {
        return Optional.ofNullable(registry.book().state().accounts().get(name)).map(this::account);
    }

    private Account account(AccountRow row) {
        return new Account(
                row.name(),
                row.roles(),
                row.providerRoles(),
                row.email(),
                row.provider(),
                row.hash().isPresent(),
                row.created(),
                throttle.lockedUntil(row.name()));
    }

    @Override
    public synchronized Account add(String wanted, Optional<String> password, Set<String> roles, Caller by)
            throws AccountException {
        refuseLimited(by);
        String name = wanted.strip().toLowerCase(Locale.ROOT);
        AccountRules.checkName(name, wanted);
        if (registry.book().state().accounts().containsKey(name)) {
            throw AccountRules.refused("there is an account %s already".formatted(name));
        }
        if (password.isPresent()) {
            AccountRules.checkPassword(name, password.get());
        }
        AccountRules.checkRoles(roles);
        AccountRow row = AccountRow.ofOurs(
                name,
                given(roles),
                password.map(passwords::hash),
                registry.book().now());
        registry.book().insert(row);
        record(by, "account.add", name, "roles " + String.join(" ", new TreeSet<>(row.roles())));
        return account(row);
    }

    /** Who is given no role is a user. */
    private static Set<String> given(Set<String> roles) {
        return roles.isEmpty() ? Set.of(Caller.USER) : Set.copyOf(roles);
    }

    @Override
    public String suggestPassword() {
        return Secrets.readable();
    }

    @Override
    public synchronized void delete(String name, Caller by) throws AccountException {
        refuseLimited(by);
        AccountRow row = registry.book().required(name);
        refuseLastAdmin(row, "cannot be deleted");
        registry.book().deleteAccount(name);
        throttle.forget(name);
        initial.forget(name);
        record(by, "account.delete", name, "");
    }

    private void refuseLastAdmin(AccountRow row, String what) throws AccountException {
        boolean isLast = row.roles().contains(Caller.ADMIN)
                && registry.book().state().accounts().values().stream()
                        .noneMatch(other -> !other.name().equals(row.name())
                                && other.roles().contains(Caller.ADMIN));
        if (isLast) {
            throw AccountRules.refused(
                    "%s is the last account with the role %s and %s; give another account the role first"
                            .formatted(row.name(), Caller.ADMIN, what));
        }
    }

    @Override
    public void setPassword(String name, String password, Caller by) throws AccountException {
        refuseLimited(by);
        AccountRow before = registry.book().required(name);
        if (!before.provider().isEmpty()) {
            throw AccountRules.refused(
                    "%s logs in with %s, and has no password here".formatted(name, before.provider()));
        }
        AccountRules.checkPassword(name, password);
        String hash = passwords.hash(password);
        synchronized (this) {
            registry.book().update(registry.book().required(name).withHash(hash));
        }
        throttle.forget(name);
        initial.forget(name);
        endSessions(name, by);
        record(by, "account.password", name, "");
    }

    @Override
    public synchronized Account setRoles(String name, Set<String> roles, Caller by) throws AccountException {
        refuseLimited(by);
        AccountRules.checkRoles(roles);
        AccountRow changed = registry.book().required(name).withRoles(given(roles));
        if (!changed.roles().contains(Caller.ADMIN)) {
            refuseLastAdmin(registry.book().required(name), "must keep it");
        }
        registry.book().update(changed);
        record(by, "account.roles", name, String.join(" ", new TreeSet<>(changed.roles())));
        return account(changed);
    }

    @Override
    public void unlock(String name, Caller by) throws AccountException {
        refuseLimited(by);
        if (registry.book().state().accounts().containsKey(name)) {
            throttle.forget(name);
        } else if (!throttle.forgetAddress(name)) {
            throw new AccountException(
                    Kind.NOT_FOUND,
                    "there is no account %s, and nothing wrong has come from such an address".formatted(name));
        }
        record(by, "account.unlock", name, "");
    }

    @Override
    public List<AccessToken> tokens(String account) {
        return registry.book().state().tokens().values().stream()
                .map(TokenRow::token)
                .filter(token -> account.isEmpty() || token.account().equals(account))
                .sorted(Comparator.comparing(AccessToken::account).thenComparing(AccessToken::name))
                .toList();
    }

    @Override
    public synchronized String createToken(
            String account,
            String name,
            Set<String> roles,
            Set<String> packages,
            Optional<Duration> validity,
            Caller by)
            throws AccountException {
        refuseLimited(by);
        AccountRow row = registry.book().required(account);
        AccountRules.checkToken(name, packages);
        AccountRules.checkRoles(roles);
        Caller whole = new Caller(row.name(), row.allRoles());
        Optional<String> missing =
                roles.stream().filter(role -> !whole.has(role)).sorted().findFirst();
        if (missing.isPresent()) {
            throw AccountRules.refused(
                    "%s has not the role %s, and so has no token of it".formatted(account, missing.get()));
        }
        if (validity.filter(time -> time.isNegative() || time.isZero()).isPresent()) {
            throw AccountRules.refused("a token is good for longer than no time");
        }
        String token = Authenticator.TOKEN_PREFIX + Secrets.random();
        Instant now = registry.book().now();
        TokenRow added = new TokenRow(
                Secrets.digest(token), new AccessToken(account, name, roles, packages, now, validity.map(now::plus)));
        registry.book().put(added);
        record(by, "token.create", account + "/" + name, scope(added.token()));
        return token;
    }

    private static String scope(AccessToken token) {
        return "roles %s, packages %s, %s"
                .formatted(
                        token.roles().isEmpty() ? "all" : String.join(" ", new TreeSet<>(token.roles())),
                        token.packages().isEmpty() ? "all" : String.join(" ", new TreeSet<>(token.packages())),
                        token.expires().map(end -> "until " + end).orElse("for ever"));
    }

    @Override
    public synchronized void revokeToken(String account, String name, Caller by) throws AccountException {
        refuseLimited(by);
        registry.book().required(account);
        String digest = registry.book().state().tokens().values().stream()
                .filter(row -> row.token().account().equals(account)
                        && row.token().name().equals(name))
                .map(TokenRow::digest)
                .findFirst()
                .orElseThrow(() ->
                        new AccountException(Kind.NOT_FOUND, "%s has no token named %s".formatted(account, name)));
        registry.book().deleteToken(digest);
        record(by, "token.revoke", account + "/" + name, "");
    }

    @Override
    public List<Session> sessions(String account) {
        return registry.sessions().list(account);
    }

    @Override
    public void endSession(String id, Caller by) throws AccountException {
        refuseLimited(by);
        List<Session> ended = AccountBook.change(
                () -> registry.sessions().end(row -> row.session().id().equals(id)));
        if (ended.isEmpty()) {
            throw new AccountException(Kind.NOT_FOUND, "there is no session %s, or it is over".formatted(id));
        }
        record(by, "session.end", ended.get(0).account(), id);
    }

    @Override
    public int endSessions(String account, Caller by) throws AccountException {
        refuseLimited(by);
        registry.book().required(account);
        List<Session> ended = AccountBook.change(
                () -> registry.sessions().end(row -> row.session().account().equals(account)));
        if (!ended.isEmpty()) {
            record(by, "session.end", account, "all %d".formatted(ended.size()));
        }
        return ended.size();
    }

    /** The account of a person whom a provider has authenticated, made if there is none, with the provider's data of now. */
    synchronized Account known(String provider, String subject, String wantedName, String email, Set<String> vouched)
            throws AccountException {
        Set<String> roles =
                vouched.stream().filter(role -> AccountRules.isRole(role)).collect(Collectors.toSet());
        Optional<AccountRow> there = registry.book().state().accounts().values().stream()
                .filter(row -> row.provider().equals(provider) && row.subject().equals(subject))
                .findFirst();
        if (there.isPresent()) {
            AccountRow changed = there.get().known(roles, email);
            registry.book().update(changed);
            return account(changed);
        }
        String plain = wantedName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._@-]", "-");
        String name = isFree(plain) ? plain : plain + "@" + provider;
        if (!AccountRules.isName(name)) {
            throw AccountRules.refused(
                    "the name that %s gave you, %s, cannot be an account's name; it has at most %d small letters, digits and . _ - @, and begins with a letter or digit"
                            .formatted(provider, shortened(wantedName), AccountRules.LONGEST_NAME));
        }
        if (subject.length() > AccountRules.LONGEST_SUBJECT) {
            throw AccountRules.refused(
                    "the identifier that %s gave you is longer than the %d characters that OpenID Connect allows"
                            .formatted(provider, AccountRules.LONGEST_SUBJECT));
        }
        if (!isFree(name)) {
            throw AccountRules.refused(
                    "there is an account %s already, which is another's; have an admin delete it".formatted(name));
        }
        AccountRow added = new AccountRow(
                name,
                Set.of(),
                Set.copyOf(roles),
                email,
                provider,
                subject,
                Optional.empty(),
                registry.book().now());
        registry.book().insert(added);
        record(new Caller(name, Set.of()), "account.add", name, "by " + provider);
        return account(added);
    }

    private static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    private boolean isFree(String name) {
        return AccountRules.isName(name) && !registry.book().state().accounts().containsKey(name);
    }

    /** A token for some packages is not for all that accounts may do. */
    private static void refuseLimited(Caller by) throws AccountException {
        if (!by.packages().isEmpty()) {
            throw AccountRules.refused(
                    "this token of %s is for some packages alone, and changes no accounts".formatted(by.name()));
        }
    }

    private void record(Caller by, String action, String subject, String detail) {
        audit.record(by.name(), action, subject, AuditLog.Outcome.DONE, detail, by.from());
    }
}
