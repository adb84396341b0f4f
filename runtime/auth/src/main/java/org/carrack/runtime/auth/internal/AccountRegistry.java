package org.carrack.runtime.auth.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.carrack.auth.AccountException;
import org.carrack.auth.Caller;
import org.carrack.spi.auth.Authentication;
import org.carrack.spi.auth.Authenticator;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.server.StartFailure;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;

/**
 * Opens the accounts, makes the first one, and authenticates tokens and sessions for the transports. Registers a {@link Condition} when
 * they are there.
 */
@Component(
        service = {Authenticator.class, AccountRegistry.class},
        immediate = true)
public final class AccountRegistry implements Authenticator {

    private final InstantSource clock = InstantSource.system();
    private final Passwords passwords = new Passwords();
    private final Throttle throttle = new Throttle(clock);
    private final Sessions sessions;
    private final AccountBook book;
    private final InitialAdmin initial;
    private final Optional<byte[]> ownerToken;
    private final Housekeeping housekeeping;

    @Activate
    public AccountRegistry(
            BundleContext context,
            @Reference(target = "(carrack.database=server)") DataSource database,
            @Reference ServerConfig config)
            throws SQLException, IOException, AccountException {
        ownerToken = Optional.ofNullable(context.getProperty("carrack.owner.token"))
                .filter(text -> !text.isEmpty())
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        initial = new InitialAdmin(Path.of(context.getProperty("carrack.home")));
        try {
            AccountStore store = new AccountStore(database);
            AuthConfig auth = config.view(AuthConfig.class);
            sessions = new Sessions(store, clock, auth::sessionIdleS, auth::sessionLimitS);
            book = new AccountBook(store, sessions, clock);
            boolean isFirst = book.state().accounts().isEmpty();
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
        } catch (SQLException | IOException | AccountException e) {
            StartFailure.tell(context, "the accounts cannot be read: " + reason(e));
            throw e;
        }
        housekeeping = new Housekeeping(sessions::save);
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
        housekeeping.stop();
    }

    /** The first account of a new server. Returns whether its password was made up. */
    private boolean makeAdmin() throws IOException, AccountException {
        Optional<String> given = InitialAdmin.givenPassword();
        // The file first: an account with an unknown password would be of no use.
        String password = given.isPresent() ? given.get() : initial.write(Secrets.readable());
        book.insert(
                AccountRow.ofOurs("admin", Set.of(Caller.ADMIN), Optional.of(passwords.hash(password)), book.now()));
        return given.isEmpty();
    }

    @Override
    public Optional<Authentication> token(String token) {
        byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
        // In a time that does not depend on how much of it is right.
        if (ownerToken.isPresent() && MessageDigest.isEqual(ownerToken.get(), bytes)) {
            return Optional.of(() -> Optional.of(Caller.OWNER));
        }
        String digest = Secrets.digest(token);
        return book.state().tokenCallers().containsKey(digest)
                ? Optional.of(() -> callerOfToken(digest))
                : Optional.empty();
    }

    private Optional<Caller> callerOfToken(String digest) {
        State known = book.state();
        TokenRow row = known.tokens().get(digest);
        return row == null || row.isExpired(clock.instant())
                ? Optional.empty()
                : Optional.ofNullable(known.tokenCallers().get(digest));
    }

    @Override
    public Optional<Authentication> session(String value) {
        String digest = Secrets.digest(value);
        return sessions.isKnown(digest) ? Optional.of(() -> callerOfSession(digest)) : Optional.empty();
    }

    private Optional<Caller> callerOfSession(String digest) {
        return sessions.find(digest)
                .flatMap(row -> Optional.ofNullable(
                        book.state().callers().get(row.session().account())));
    }

    AccountBook book() {
        return book;
    }

    Passwords passwords() {
        return passwords;
    }

    Throttle throttle() {
        return throttle;
    }

    Sessions sessions() {
        return sessions;
    }

    InitialAdmin initial() {
        return initial;
    }
}
