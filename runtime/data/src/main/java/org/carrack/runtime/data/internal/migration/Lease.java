package org.carrack.runtime.data.internal.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.carrack.runtime.data.internal.sql.Rows;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may change tables: one server at a time, for as long as it renews its right. The database's clock counts, so servers need
 * not agree on the time. Safe for any thread.
 */
final class Lease implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    static final String TABLE =
            "create table if not exists carrack_lock (name varchar(40) primary key, owner varchar(200) not null, until timestamp with time zone not null)";

    private static final String NAME = "schema";
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final DataSource database;
    private final String server;
    private final Duration length;
    private final Waiting waiting;
    private final ScheduledExecutorService renewal = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "carrack-schema-lease");
        thread.setDaemon(true);
        return thread;
    });
    private int holders;
    private @Nullable ScheduledFuture<?> renewing;

    /** How the time passes while another server has the right. */
    interface Waiting {

        Waiting REAL = new Waiting() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration pause) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
        };

        long nanoTime();

        void pause(Duration pause) throws InterruptedException;
    }

    /**
     * Takes nothing yet.
     *
     * @param server identifies this server
     * @param length how long the right lasts if it is not renewed
     */
    Lease(DataSource database, String server, Duration length, Waiting waiting) {
        this.database = database;
        this.server = server;
        this.length = length;
        this.waiting = waiting;
    }

    /**
     * Has the right, when another server has given it up or is dead. Each call needs a {@link #release}.
     *
     * @return its holder, if it was not given up in that time; nothing if this server has it
     */
    synchronized @Nullable String acquire(Duration patience) throws SQLException, InterruptedException {
        if (holders > 0) {
            holders++;
            return null;
        }
        long end = waiting.nanoTime() + patience.toNanos();
        while (true) {
            String other = take();
            if (other == null) {
                break;
            }
            if (waiting.nanoTime() > end) {
                return other;
            }
            waiting.pause(PAUSE);
        }
        holders = 1;
        long pause = Math.max(length.toMillis() / 3, 1);
        renewing = renewal.scheduleWithFixedDelay(this::renew, pause, pause, TimeUnit.MILLISECONDS);
        return null;
    }

    private String until() {
        return "current_timestamp + interval '%d' second".formatted(Math.max(length.toSeconds(), 1));
    }

    private @Nullable String take() throws SQLException {
        try (Connection connection = database.getConnection()) {
            String where = " where name = '" + NAME + "'";
            if (Rows.texts(connection, "select owner from carrack_lock" + where).isEmpty()) {
                try {
                    Rows.run(
                            connection,
                            "insert into carrack_lock (name, owner, until) values ('%s', ?, %s)"
                                    .formatted(NAME, until()),
                            List.of(server));
                    return null;
                } catch (SQLException e) {
                    // Another server was quicker, or the database is away: the next statement shows which.
                    LOG.debug("the lock was made by another", e);
                }
            }
            int taken = Rows.run(
                    connection,
                    "update carrack_lock set owner = ?, until = %s%s and (owner = ? or until < current_timestamp)"
                            .formatted(until(), where),
                    List.of(server, server));
            return taken == 1
                    ? null
                    : Rows.texts(connection, "select owner from carrack_lock" + where).stream()
                            .findFirst()
                            .orElse("another server");
        }
    }

    private void renew() {
        try (Connection connection = database.getConnection()) {
            Rows.run(
                    connection,
                    "update carrack_lock set until = %s where name = '%s' and owner = ?".formatted(until(), NAME),
                    List.of(server));
        } catch (SQLException e) {
            LOG.warn("the right to change tables could not be renewed: {}", Failures.reason(e));
        } catch (RuntimeException | Error e) { // what throws is not run again by the timer
            LOG.error("the right to change tables could not be renewed", e);
        }
    }

    /** Gives the right up, with the last call. */
    synchronized void release() {
        if (--holders > 0) {
            return;
        }
        if (renewing != null) {
            renewing.cancel(false);
        }
        try (Connection connection = database.getConnection()) {
            Rows.run(
                    connection,
                    "update carrack_lock set until = current_timestamp - interval '1' second where name = '%s' and owner = ?"
                            .formatted(NAME),
                    List.of(server));
        } catch (SQLException e) {
            LOG.warn("the right to change tables could not be given up, and ends by itself: {}", Failures.reason(e));
        }
    }

    @Override
    public void close() {
        renewal.shutdownNow();
    }
}
