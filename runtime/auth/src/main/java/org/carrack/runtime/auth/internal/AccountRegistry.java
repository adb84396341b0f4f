package org.carrack.runtime.auth.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.carrack.auth.AccountException;
import org.carrack.auth.Caller;
import org.carrack.spi.auth.Authentication;
import org.carrack.spi.auth.Authenticator;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.server.StartFailure;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authenticates tokens and sessions for the transports by the accounts, which it loads and of which it makes the first. Where the
 * database is opened on demand they are loaded for the first who asks, else beside the rest of the start; who asks before waits. A
 * {@link Condition} tells that the start need not wait for them any more.
 */
@Component(
        service = {Authenticator.class, AccountRegistry.class},
        immediate = true)
public final class AccountRegistry implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(AccountRegistry.class);

    private final InstantSource clock = InstantSource.system();
    private final Passwords passwords = new Passwords();
    private final Throttle throttle;
    private final InitialAdmin initial;
    private final Optional<byte[]> ownerToken;

    /** Is there when the accounts have been loaded once. */
    private final Path marker;

    private final BundleContext context;
    private final DataSource database;
    private final AuthConfig config;
    private final ReentrantLock loading = new ReentrantLock();
    private volatile @Nullable Loaded loaded;

    /**
     * What was in the database.
     *
     * @param passwordFile where the password that was made up for the first account is; empty if none was
     * @param warning what is wrong with the password that was given for it; empty if nothing is
     */
    private record Loaded(
            AccountBook book, Sessions sessions, Housekeeping housekeeping, String passwordFile, String warning) {}

    @Activate
    public AccountRegistry(
            BundleContext context,
            @Reference(target = "(carrack.database=server)") DataSource database,
            @Reference(service = DataSource.class, target = "(carrack.database=server)")
                    Map<String, Object> aboutDatabase,
            @Reference ServerConfig config) {
        this.context = context;
        this.database = database;
        this.config = config.view(AuthConfig.class);
        throttle = new Throttle(clock, () -> Duration.ofSeconds(this.config.firstWaitS()));
        ownerToken = Optional.ofNullable(context.getProperty("carrack.owner.token"))
                .filter(text -> !text.isEmpty())
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        Path home = Path.of(context.getProperty("carrack.home"));
        initial = new InitialAdmin(home);
        marker = home.resolve("data/cache/accounts");
        // A first start that ended early may have left a database without the first account, whose password is still to
        // be told.
        if (Boolean.TRUE.equals(aboutDatabase.get("carrack.database.on.demand")) && Files.exists(marker)) {
            tellOpen("", "");
        } else {
            Thread thread = new Thread(this::loadAtStart, "carrack-accounts-start");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void loadAtStart() {
        try (Connection open = database.getConnection()) {
            LOG.debug("the accounts are loaded from {}", open);
        } catch (SQLException e) {
            // Whoever opens it tells why it cannot be opened.
            return;
        }
        try {
            Loaded now = loaded();
            tellOpen(now.passwordFile(), now.warning());
        } catch (IllegalStateException e) {
            StartFailure.tell(context, String.valueOf(e.getMessage()));
        }
    }

    private void tellOpen(String passwordFile, String warning) {
        context.registerService(
                Condition.class,
                Condition.INSTANCE,
                FrameworkUtil.asDictionary(Map.of(
                        Condition.CONDITION_ID,
                        "org.carrack.accounts.open",
                        "carrack.admin.password",
                        passwordFile,
                        "carrack.admin.warning",
                        warning)));
    }

    /**
     * Loads them if they are not loaded.
     *
     * @throws IllegalStateException if that is not possible; it is tried again with the next call
     */
    private Loaded loaded() {
        Loaded before = loaded;
        if (before != null) {
            return before;
        }
        loading.lock();
        try {
            before = loaded;
            if (before == null) {
                before = load();
                loaded = before;
            }
            return before;
        } catch (SQLException | IOException | AccountException e) {
            String problem = "the accounts cannot be read: " + reason(e);
            LOG.error(problem, e);
            throw new IllegalStateException(problem, e);
        } finally {
            loading.unlock();
        }
    }

    private Loaded load() throws SQLException, IOException, AccountException {
        AccountStore store = new AccountStore(database);
        Sessions sessions = new Sessions(store, clock, config::sessionIdleS, config::sessionLimitS);
        AccountBook book = new AccountBook(store, sessions, clock);
        boolean isFirst = book.state().accounts().isEmpty();
        boolean isGenerated = isFirst && makeAdmin(book);
        mark();
        return new Loaded(
                book,
                sessions,
                new Housekeeping(sessions::save),
                isGenerated ? initial.file().toString() : "",
                InitialAdmin.weakness(isFirst));
    }

    private void mark() throws IOException {
        if (!Files.exists(marker)) {
            Files.createDirectories(marker.getParent());
            Files.createFile(marker);
        }
    }

    /** The first account of a new server. Returns whether its password was made up. */
    private boolean makeAdmin(AccountBook book) throws IOException, AccountException {
        Optional<String> given = InitialAdmin.givenPassword();
        // The file first: an account with an unknown password would be of no use.
        String password = given.isPresent() ? given.get() : initial.write(Secrets.readable());
        book.insert(
                AccountRow.ofOurs("admin", Set.of(Caller.ADMIN), Optional.of(passwords.hash(password)), book.now()));
        return given.isEmpty();
    }

    /** In one line, without the statement and where in it; and what to do if the database does not let us. */
    private static String reason(Exception e) {
        String text = String.valueOf(e.getMessage())
                .replaceFirst("(?s)(; SQL statement:|\\n\\s*Position:).*", "")
                .replaceFirst("^ERROR: ", "")
                .replaceAll("\\s+", " ")
                .strip();
        boolean isForbidden = e instanceof SQLException sql && "42501".equals(sql.getSQLState());
        return isForbidden
                ? "%s; the database user needs the right to create tables there: grant usage, create on schema public to <user>"
                        .formatted(text)
                : text;
    }

    @Deactivate
    void deactivate() {
        Loaded last = loaded;
        if (last != null) {
            last.housekeeping().stop();
        }
    }

    @Override
    public Optional<Authentication> token(String token) {
        byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
        // In a time that does not depend on how much of it is right.
        if (ownerToken.isPresent() && MessageDigest.isEqual(ownerToken.get(), bytes)) {
            return Optional.of(() -> Optional.of(Caller.OWNER));
        }
        String digest = Secrets.digest(token);
        return book().state().tokenCallers().containsKey(digest)
                ? Optional.of(() -> callerOfToken(digest))
                : Optional.empty();
    }

    private Optional<Caller> callerOfToken(String digest) {
        State known = book().state();
        TokenRow row = known.tokens().get(digest);
        return row == null || row.isExpired(clock.instant())
                ? Optional.empty()
                : Optional.ofNullable(known.tokenCallers().get(digest));
    }

    @Override
    public Optional<Authentication> session(String value) {
        String digest = Secrets.digest(value);
        return sessions().isKnown(digest) ? Optional.of(() -> callerOfSession(digest)) : Optional.empty();
    }

    private Optional<Caller> callerOfSession(String digest) {
        return sessions()
                .find(digest)
                .flatMap(row -> Optional.ofNullable(
                        book().state().callers().get(row.session().account())));
    }

    AccountBook book() {
        return loaded().book();
    }

    Passwords passwords() {
        return passwords;
    }

    Throttle throttle() {
        return throttle;
    }

    Sessions sessions() {
        return loaded().sessions();
    }

    InitialAdmin initial() {
        return initial;
    }
}
