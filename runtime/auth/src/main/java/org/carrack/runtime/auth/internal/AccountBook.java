package org.carrack.runtime.auth.internal;

import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.carrack.auth.AccountException;
import org.carrack.failure.RequestException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All accounts and tokens: in memory for who asks, in the database for who changes them. Reading takes no lock. That
 * {@link AccountAdministration} prevents changes of what another thread has just read.
 */
final class AccountBook {

    private static final Logger LOG = LoggerFactory.getLogger(AccountBook.class);

    private final AccountStore store;
    private final Sessions sessions;
    private final InstantSource clock;
    private volatile State state;

    AccountBook(AccountStore store, Sessions sessions, InstantSource clock) throws SQLException {
        this.store = store;
        this.sessions = sessions;
        this.clock = clock;
        state = State.of(store.accounts(), store.tokens());
    }

    /** A change of the database. */
    interface Change<T> {
        T run() throws SQLException;
    }

    State state() {
        return state;
    }

    /** Now, as the database keeps it. */
    Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    AccountRow required(String name) throws AccountException {
        AccountRow row = state.accounts().get(name);
        if (row == null) {
            throw new AccountException(Kind.NOT_FOUND, "there is no account %s".formatted(name));
        }
        return row;
    }

    /** The hash of an account's password, if there are both. */
    Optional<String> hash(String name) {
        return Optional.ofNullable(state.accounts().get(name)).flatMap(AccountRow::hash);
    }

    synchronized void insert(AccountRow row) throws AccountException {
        change(() -> {
            store.insert(row);
            return row;
        });
        state = state.with(row);
    }

    synchronized void update(AccountRow row) throws AccountException {
        change(() -> {
            store.update(row);
            return row;
        });
        state = state.with(row);
    }

    /** With its tokens and sessions. */
    synchronized void deleteAccount(String name) throws AccountException {
        change(() -> {
            store.deleteAccount(name);
            return name;
        });
        state = state.withoutAccount(name);
        sessions.forget(name);
    }

    synchronized void put(TokenRow row) throws AccountException {
        change(() -> {
            store.put(row);
            return row;
        });
        state = state.with(row);
    }

    synchronized void deleteToken(String digest) throws AccountException {
        change(() -> {
            store.deleteToken(digest);
            return digest;
        });
        state = state.withoutToken(digest);
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
            throw AccountRules.refused("the password was changed meanwhile; log in again");
        }
        return change(() -> sessions.begin(account, address, agent, kept));
    }

    /** @throws AccountException if the database does not take it */
    static <T> T change(Change<T> change) throws AccountException {
        try {
            return change.run();
        } catch (SQLException e) {
            // Its own words are for the log: who reads the answer may be a stranger at the login page.
            LOG.error("the database did not take a change of accounts", e);
            throw new AccountException(
                    Kind.FAILED, "the database does not take it now; nothing was done, try again", e);
        }
    }
}
