package org.carrack.runtime.auth.internal;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.carrack.auth.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of browsers: in memory, and in the database so that they outlive the server. When one was last heard of is
 * written from time to time. Safe for any thread; reading does not block.
 */
final class Sessions {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    /** What is nearer to the last time is not worth a note. */
    private static final Duration SEEN_EXACTLY = Duration.ofSeconds(1);

    private static final int LONGEST_AGENT = 200;

    private final AccountStore store;
    private final InstantSource clock;
    private final LongSupplier askIdleLimitS;
    private final LongSupplier askLimitS;

    /** Asked for from time to time, since the answer is in a file. */
    private volatile long idleLimitS;

    private volatile long limitS;
    private final Map<String, SessionRow> all = new ConcurrentHashMap<>();
    private final Set<String> heardOf = ConcurrentHashMap.newKeySet();

    /**
     * @param idleLimitS after how many seconds without a request a session ends
     * @param limitS after how many seconds it ends whatever happens
     */
    Sessions(AccountStore store, InstantSource clock, LongSupplier idleLimitS, LongSupplier limitS)
            throws SQLException {
        this.store = store;
        this.clock = clock;
        askIdleLimitS = idleLimitS;
        askLimitS = limitS;
        askLimits();
        store.sessions().forEach(row -> all.put(row.digest(), row));
    }

    /** Now, as the database keeps it. */
    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private void askLimits() {
        idleLimitS = askIdleLimitS.getAsLong();
        limitS = askLimitS.getAsLong();
    }

    /** Begins a session and gives the value of its cookie. */
    String begin(String account, String address, String agent, Map<String, String> kept) throws SQLException {
        String value = Secrets.random();
        Instant now = now();
        String shortAgent = agent.substring(0, Math.min(agent.length(), LONGEST_AGENT));
        SessionRow row = new SessionRow(
                Secrets.digest(value),
                new Session(Secrets.random().substring(0, 12), account, now, now, address, shortAgent),
                Map.copyOf(kept));
        store.insert(row);
        all.put(row.digest(), row);
        return value;
    }

    /** Whether there is, or was not long ago, a session of a cookie. */
    boolean isKnown(String digest) {
        return all.containsKey(digest);
    }

    /** The live session of a cookie, which was heard of just now. */
    Optional<SessionRow> find(String digest) {
        SessionRow row = all.get(digest);
        Instant now = now();
        if (row == null || isOver(row, now)) {
            return Optional.empty();
        }
        if (row.session().seen().plus(SEEN_EXACTLY).isBefore(now)) {
            all.computeIfPresent(digest, (key, known) -> known.seen(now));
            heardOf.add(digest);
        }
        return Optional.of(row);
    }

    private boolean isOver(SessionRow row, Instant now) {
        Session session = row.session();
        return session.seen().plusSeconds(idleLimitS).isBefore(now)
                || session.created().plusSeconds(limitS).isBefore(now);
    }

    /** Those of an account, or all if it is empty; the last heard of first. */
    List<Session> list(String account) {
        Instant now = now();
        return all.values().stream()
                .filter(row -> !isOver(row, now))
                .map(SessionRow::session)
                .filter(session -> account.isEmpty() || session.account().equals(account))
                .sorted(Comparator.comparing(Session::seen).reversed())
                .toList();
    }

    /** Ends sessions, and returns which. */
    List<Session> end(Predicate<SessionRow> which) throws SQLException {
        List<SessionRow> ended = all.values().stream().filter(which).toList();
        List<String> digests = ended.stream().map(SessionRow::digest).toList();
        // They are over whatever the database says.
        digests.forEach(all::remove);
        if (!digests.isEmpty()) {
            store.deleteSessions(digests);
        }
        return ended.stream().map(SessionRow::session).toList();
    }

    /** Ends one; where the database does not take it now, it comes back no more than until the next start. */
    void endNow(SessionRow ended) {
        try {
            end(row -> row.digest().equals(ended.digest()));
        } catch (SQLException e) {
            LOG.warn(
                    "the end of a session of {} could not be written: {}",
                    ended.session().account(),
                    e.getMessage());
        }
    }

    /** Forgets them; the database has done so. */
    void forget(String account) {
        all.values().removeIf(row -> row.session().account().equals(account));
    }

    /** Writes down which were heard of, and ends those that are over. To be called from time to time. */
    void save() {
        askLimits();
        Set<String> heard = new HashSet<>(heardOf);
        heardOf.removeAll(heard);
        Collection<SessionRow> rows =
                heard.stream().map(all::get).filter(Objects::nonNull).toList();
        Instant now = now();
        try {
            if (!rows.isEmpty()) {
                store.seen(rows);
            }
            end(row -> isOver(row, now));
        } catch (SQLException e) {
            heardOf.addAll(heard);
            LOG.warn("when sessions were last heard of could not be written: {}", e.getMessage());
        }
    }
}
