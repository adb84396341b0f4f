package org.carrack.runtime.auth.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.carrack.auth.AccessToken;
import org.carrack.auth.Account;
import org.carrack.auth.AccountException;
import org.carrack.auth.AccountException.Kind;
import org.carrack.auth.Accounts;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Authentication;
import org.carrack.auth.Authenticator;
import org.carrack.auth.Caller;
import org.carrack.auth.Session;
import org.carrack.config.ServerConfig;
import org.carrack.lifecycle.StartFailure;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;

/**
 * The accounts, as the doors ask for them: from memory. What changes them waits for the database, one change at a time. Tells
 * by a {@link Condition} that they are there.
 */
@Component(
        service = {Accounts.class, Authenticator.class, AccountRegistry.class},
        immediate = true)
public final class AccountRegistry implements Accounts, Authenticator {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,79}");
    private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9_.-]*(:[a-z][a-z0-9_-]*)?");
    private static final Pattern PACKAGE = Pattern.compile("[a-z][a-z0-9_-]*");
    private static final Pattern TOKEN_NAME = Pattern.compile("[A-Za-z0-9._-]{1,80}");
    private static final Set<String> RESERVED = Set.of(Caller.ANONYMOUS.name(), Caller.OWNER.name(), "server");

    private static final long IDLE_LIMIT_S = Duration.ofHours(2).toSeconds();
    private static final long LIMIT_S = Duration.ofHours(12).toSeconds();

    private final InstantSource clock = InstantSource.system();
    private final Passwords passwords = new Passwords();
    private final Throttle throttle = new Throttle(clock);
    private final AuditLog audit;
    private final AccountStore store;
    private final Sessions sessions;
    private final InitialAdmin initial;
    private final Optional<byte[]> ownerToken;
    private final Housekeeping housekeeping;
    private volatile State state;

    @Activate
    public AccountRegistry(
            BundleContext context,
            @Reference(target = "(carrack.database=server)") DataSource database,
            @Reference ServerConfig config,
            @Reference AuditLog audit)
            throws SQLException, IOException {
        this.audit = audit;
        ownerToken = Optional.ofNullable(context.getProperty("carrack.owner.token"))
                .filter(text -> !text.isEmpty())
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        initial = new InitialAdmin(Path.of(context.getProperty("carrack.home")));
        try {
            store = new AccountStore(database);
            sessions = new Sessions(
                    store,
                    clock,
                    () -> config.number("auth.session_idle_s", IDLE_LIMIT_S),
                    () -> config.number("auth.session_limit_s", LIMIT_S));
            state = State.of(store.accounts(), store.tokens());
            boolean isFirst = state.accounts().isEmpty();
            boolean isGenerated = isFirst && makeAdmin();
            context.registerService(
                    Condition.class,
                    Condition.INSTANCE,
                    FrameworkUtil.asDictionary(Map.of(
                            Condition.CONDITION_ID,
                            "org.carrack.accounts.open",
                            "carrack.admin.password",
                            isGenerated ? initial.file().toString() : "",
                            "carrack.admin.warning",
                            InitialAdmin.weakness(isFirst))));
        } catch (SQLException | IOException e) {
            StartFailure.tell(context, "the accounts cannot be read: " + e.getMessage());
            throw e;
        }
        housekeeping = new Housekeeping(sessions::save);
    }

    @Deactivate
    void deactivate() {
        housekeeping.stop();
    }

    /** The first account of a new server. Returns whether its password was made up. */
    private boolean makeAdmin() throws IOException, SQLException {
        Optional<String> given = InitialAdmin.givenPassword();
        // The file first: an account whose password nobody knows would be of no use.
        String password = given.isPresent() ? given.get() : initial.write(Secrets.readable());
        insert(row("admin", Set.of(Caller.ADMIN), Optional.of(passwords.hash(password))));
        return given.isEmpty();
    }

    private AccountRow row(String name, Set<String> roles, Optional<String> hash) {
        return new AccountRow(name, roles, Set.of(), "", "", "", hash, now());
    }

    /** As the database keeps it. */
    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    // Whose token or session it is.

    @Override
    public Optional<Authentication> token(String token) {
        byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
        // In a time that does not tell how much of it is right.
        if (ownerToken.isPresent() && MessageDigest.isEqual(ownerToken.get(), bytes)) {
            return Optional.of(() -> Optional.of(Caller.OWNER));
        }
        String digest = Secrets.digest(token);
        return state.tokenCallers().containsKey(digest) ? Optional.of(() -> callerOfToken(digest)) : Optional.empty();
    }

    private Optional<Caller> callerOfToken(String digest) {
        State known = state;
        TokenRow row = known.tokens().get(digest);
        return row == null || row.isExpired(clock.instant())
                ? Optional.empty()
                : Optional.ofNullable(known.tokenCallers().get(digest));
    }

    @Override
    public Optional<Authentication> session(String value) {
        String digest = Secrets.digest(value);
        return sessions.find(digest).isPresent() ? Optional.of(() -> callerOfSession(digest)) : Optional.empty();
    }

    private Optional<Caller> callerOfSession(String digest) {
        return sessions.find(digest)
                .flatMap(row ->
                        Optional.ofNullable(state.callers().get(row.session().account())));
    }

    // For the pages.

    Passwords passwords() {
        return passwords;
    }

    Throttle throttle() {
        return throttle;
    }

    Sessions sessions() {
        return sessions;
    }

    /** The hash of an account's password, where there are both. */
    Optional<String> hash(String name) {
        return Optional.ofNullable(state.accounts().get(name)).flatMap(AccountRow::hash);
    }

    /**
     * Begins a session of an account and gives the value of its cookie.
     *
     * @param hash of the password that was right, which must still be the account's: one that is changed meanwhile ends sessions,
     *     and this one would come after that
     */
    synchronized String beginSession(
            String account, Optional<String> hash, String address, String agent, Map<String, String> kept)
            throws AccountException {
        if (!required(account).hash().equals(hash)) {
            throw refused("the password was changed meanwhile; log in again");
        }
        return inDatabase(() -> sessions.begin(account, address, agent, kept));
    }

    /** The account of somebody whom a provider vouches for, made where there is none, with what the provider says now. */
    synchronized Account known(String provider, String subject, String wantedName, String email, Set<String> vouched)
            throws AccountException {
        Set<String> roles =
                vouched.stream().filter(role -> ROLE.matcher(role).matches()).collect(Collectors.toSet());
        Optional<AccountRow> there = state.accounts().values().stream()
                .filter(row -> row.provider().equals(provider) && row.subject().equals(subject))
                .findFirst();
        if (there.isPresent()) {
            AccountRow changed = there.get().known(roles, email);
            inDatabase(() -> update(changed));
            return account(changed);
        }
        String plain = wantedName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._@-]", "-");
        String name = free(plain) ? plain : plain + "@" + provider;
        if (!free(name)) {
            throw refused(
                    "there is an account %s already, which is another's; have an admin delete it".formatted(name));
        }
        AccountRow added =
                new AccountRow(name, Set.of(), Set.copyOf(roles), email, provider, subject, Optional.empty(), now());
        inDatabase(() -> insert(added));
        record(new Caller(name, Set.of()), "account.add", name, "by " + provider);
        return account(added);
    }

    private boolean free(String name) {
        return NAME.matcher(name).matches()
                && !RESERVED.contains(name)
                && !state.accounts().containsKey(name);
    }

    // Administration.

    @Override
    public List<Account> list() {
        return state.accounts().values().stream()
                .sorted(Comparator.comparing(AccountRow::name))
                .map(this::account)
                .toList();
    }

    @Override
    public Optional<Account> find(String name) {
        return Optional.ofNullable(state.accounts().get(name)).map(this::account);
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
        if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
            throw refused(
                    "\"%s\" cannot be an account's name: it is small letters, digits and . _ - @, begins with a letter or digit, and is none of %s"
                            .formatted(wanted, String.join(", ", new TreeSet<>(RESERVED))));
        }
        if (state.accounts().containsKey(name)) {
            throw refused("there is an account %s already".formatted(name));
        }
        if (password.isPresent()) {
            check(name, password.get());
        }
        AccountRow row = row(name, checked(roles), password.map(passwords::hash));
        inDatabase(() -> insert(row));
        record(by, "account.add", name, "roles " + String.join(" ", new TreeSet<>(row.roles())));
        return account(row);
    }

    @Override
    public String suggestPassword() {
        return Secrets.readable();
    }

    private static void check(String name, String password) throws AccountException {
        Optional<String> problem = Passwords.problem(name, password);
        if (problem.isPresent()) {
            throw refused(problem.get());
        }
    }

    private static Set<String> checked(Set<String> roles) throws AccountException {
        for (String role : roles) {
            if (!ROLE.matcher(role).matches()) {
                throw refused("\"%s\" is no role; these are: %s, %s, %s, and words of your own in small letters"
                        .formatted(role, Caller.ADMIN, Caller.USER, Caller.roleOf("<name>")));
            }
        }
        return roles.isEmpty() ? Set.of(Caller.USER) : Set.copyOf(roles);
    }

    @Override
    public synchronized void delete(String name, Caller by) throws AccountException {
        refuseLimited(by);
        AccountRow row = required(name);
        refuseLastAdmin(row, "cannot be deleted");
        inDatabase(() -> store.deleteAccount(name));
        state = state.withoutAccount(name);
        sessions.forget(name);
        throttle.forget(name);
        initial.forget(name);
        record(by, "account.delete", name, "");
    }

    private void refuseLastAdmin(AccountRow row, String what) throws AccountException {
        boolean isLast = row.roles().contains(Caller.ADMIN)
                && state.accounts().values().stream()
                        .noneMatch(other -> !other.name().equals(row.name())
                                && other.roles().contains(Caller.ADMIN));
        if (isLast) {
            throw refused("%s is the last account with the role %s and %s; give another account the role first"
                    .formatted(row.name(), Caller.ADMIN, what));
        }
    }

    @Override
    public void setPassword(String name, String password, Caller by) throws AccountException {
        refuseLimited(by);
        AccountRow before = required(name);
        if (!before.provider().isEmpty()) {
            throw refused("%s logs in with %s, and has no password here".formatted(name, before.provider()));
        }
        check(name, password);
        String hash = passwords.hash(password);
        synchronized (this) {
            AccountRow changed = required(name).withHash(hash);
            inDatabase(() -> update(changed));
        }
        throttle.forget(name);
        initial.forget(name);
        endSessions(name, by);
        record(by, "account.password", name, "");
    }

    @Override
    public synchronized Account setRoles(String name, Set<String> roles, Caller by) throws AccountException {
        refuseLimited(by);
        AccountRow changed = required(name).withRoles(checked(roles));
        if (!changed.roles().contains(Caller.ADMIN)) {
            refuseLastAdmin(required(name), "must keep it");
        }
        inDatabase(() -> update(changed));
        record(by, "account.roles", name, String.join(" ", new TreeSet<>(changed.roles())));
        return account(changed);
    }

    @Override
    public void unlock(String name, Caller by) throws AccountException {
        refuseLimited(by);
        if (state.accounts().containsKey(name)) {
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
        return state.tokens().values().stream()
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
        AccountRow row = required(account);
        if (!TOKEN_NAME.matcher(name).matches()) {
            throw refused("\"%s\" cannot be a token's name: it is letters, digits and . _ -".formatted(name));
        }
        for (String wanted : packages) {
            if (!PACKAGE.matcher(wanted).matches()) {
                throw refused("\"%s\" cannot be a package's name".formatted(wanted));
            }
        }
        Caller whole = new Caller(row.name(), row.allRoles());
        Optional<String> missing =
                roles.stream().filter(role -> !whole.has(role)).sorted().findFirst();
        if (missing.isPresent()) {
            throw refused("%s has not the role %s, and so has no token of it".formatted(account, missing.get()));
        }
        checked(roles);
        if (validity.filter(time -> time.isNegative() || time.isZero()).isPresent()) {
            throw refused("a token is good for longer than no time");
        }
        String token = TOKEN_PREFIX + Secrets.random();
        Instant now = now();
        TokenRow added = new TokenRow(
                Secrets.digest(token), new AccessToken(account, name, roles, packages, now, validity.map(now::plus)));
        inDatabase(() -> store.put(added));
        state = state.with(added);
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
        required(account);
        String digest = state.tokens().values().stream()
                .filter(row -> row.token().account().equals(account)
                        && row.token().name().equals(name))
                .map(TokenRow::digest)
                .findFirst()
                .orElseThrow(() ->
                        new AccountException(Kind.NOT_FOUND, "%s has no token named %s".formatted(account, name)));
        inDatabase(() -> store.deleteToken(digest));
        state = state.withoutToken(digest);
        record(by, "token.revoke", account + "/" + name, "");
    }

    @Override
    public List<Session> sessions(String account) {
        return sessions.list(account);
    }

    @Override
    public void endSession(String id, Caller by) throws AccountException {
        refuseLimited(by);
        List<Session> ended =
                inDatabase(() -> sessions.end(row -> row.session().id().equals(id)));
        if (ended.isEmpty()) {
            throw new AccountException(Kind.NOT_FOUND, "there is no session %s, or it is over".formatted(id));
        }
        record(by, "session.end", ended.get(0).account(), id);
    }

    @Override
    public int endSessions(String account, Caller by) throws AccountException {
        refuseLimited(by);
        required(account);
        List<Session> ended =
                inDatabase(() -> sessions.end(row -> row.session().account().equals(account)));
        if (!ended.isEmpty()) {
            record(by, "session.end", account, "all %d".formatted(ended.size()));
        }
        return ended.size();
    }

    private AccountRow required(String name) throws AccountException {
        AccountRow row = state.accounts().get(name);
        if (row == null) {
            throw new AccountException(Kind.NOT_FOUND, "there is no account %s".formatted(name));
        }
        return row;
    }

    private void insert(AccountRow row) throws SQLException {
        store.insert(row);
        state = state.with(row);
    }

    private void update(AccountRow row) throws SQLException {
        store.update(row);
        state = state.with(row);
    }

    private interface Change {
        void run() throws SQLException;
    }

    private interface Result<T> {
        T get() throws SQLException;
    }

    private static void inDatabase(Change change) throws AccountException {
        inDatabase(() -> {
            change.run();
            return true;
        });
    }

    private static <T> T inDatabase(Result<T> change) throws AccountException {
        try {
            return change.get();
        } catch (SQLException e) {
            throw new AccountException(
                    Kind.FAILED,
                    "the database does not take it now (%s); nothing was done, try again".formatted(e.getMessage()),
                    e);
        }
    }

    /** A token for some packages is not for all that accounts may do. */
    private static void refuseLimited(Caller by) throws AccountException {
        if (!by.packages().isEmpty()) {
            throw refused("this token of %s is for some packages alone, and changes no accounts".formatted(by.name()));
        }
    }

    private static AccountException refused(String message) {
        return new AccountException(Kind.REFUSED, message);
    }

    private void record(Caller by, String action, String subject, String detail) {
        audit.record(by.name(), action, subject, AuditLog.Outcome.DONE, detail, by.from());
    }
}
