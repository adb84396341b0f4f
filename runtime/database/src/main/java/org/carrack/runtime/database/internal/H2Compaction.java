package org.carrack.runtime.database.internal;

import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back the room that commits to H2's file have used up. H2 has a thread for that, but only where it may also write commits
 * later than it says it has; else a file grows by some 15 KB with each commit, and stays so.
 */
final class H2Compaction implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(H2Compaction.class);

    private static final long EVERY_S = 5;

    /** How long others may have to wait for it. */
    private static final int AT_ONCE_MS = 50;

    private static final int AT_ONCE_BYTES = 2 << 20;

    /** How many percent of what is kept is to be in use. */
    private static final int FILL_RATE = 90;

    private final DataSource database;
    private MVStore store;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "carrack-database-compaction");
        thread.setDaemon(true);
        return thread;
    });
    private long seen;
    private boolean isLeft;

    private H2Compaction(DataSource database, MVStore store) {
        this.database = database;
        this.store = store;
    }

    /** Begins, if it is H2 in a file; else there is nothing to do, and null. */
    static @Nullable H2Compaction start(DataSource database) {
        try (Connection connection = database.getConnection()) {
            MVStore store = store(connection);
            if (store == null || store.getFileStore() == null) {
                return null;
            }
            H2Compaction compaction = new H2Compaction(database, store);
            ScheduledFuture<?> unused =
                    compaction.timer.scheduleWithFixedDelay(compaction::run, EVERY_S, EVERY_S, TimeUnit.SECONDS);
            return compaction;
        } catch (SQLException | ReflectiveOperationException e) {
            LOG.warn("the file of the database will grow, since H2 does not let it be compacted: {}", e.toString());
            return null;
        }
    }

    private static @Nullable MVStore store(Connection connection) throws SQLException, ReflectiveOperationException {
        return connection.isWrapperFor(JdbcConnection.class) ? store(connection.unwrap(JdbcConnection.class)) : null;
    }

    /** A database that was closed, by a full disk for one, has another store when it is open again. */
    private boolean isOpen() {
        if (!store.isClosed()) {
            return true;
        }
        try (Connection connection = database.getConnection()) {
            MVStore now = store(connection);
            if (now != null) {
                store = now;
            }
        } catch (SQLException | ReflectiveOperationException e) {
            LOG.debug("the database is not open", e);
        }
        return !store.isClosed();
    }

    /** By reflection: H2's bundle does not export what is between its connections and their store. */
    private static @Nullable MVStore store(JdbcConnection connection) throws ReflectiveOperationException {
        Object database = call(call(connection, "getSession"), "getDatabase");
        return call(call(database, "getStore"), "getMvStore") instanceof MVStore store ? store : null;
    }

    private static Object call(Object object, String method) throws ReflectiveOperationException {
        try {
            return object.getClass().getMethod(method).invoke(object);
        } catch (InvocationTargetException e) {
            throw new NoSuchMethodException(method + ": " + e.getCause());
        }
    }

    /** While there are commits a little at a time, since they wait for it; then what is free goes, too. */
    void run() {
        try {
            if (!isOpen()) {
                return;
            }
            if (store.getCurrentVersion() != seen) {
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AT_ONCE_MS);
                boolean isMore = true;
                while (isMore && System.nanoTime() < end) {
                    isMore = store.compact(FILL_RATE, AT_ONCE_BYTES);
                }
                isLeft = true;
            } else if (isLeft) {
                int retention = store.getRetentionTime();
                store.compactFile(AT_ONCE_MS);
                // It sets this to nothing, for good.
                store.setRetentionTime(retention);
                isLeft = false;
            }
            seen = store.getCurrentVersion();
        } catch (RuntimeException e) { // of a store that is being closed; what is committed is not touched
            LOG.debug("the file of the database was not compacted", e);
        } catch (Error e) { // for want of memory, as it may be; what throws is not run again by the timer
            LOG.error("the file of the database was not compacted", e);
        }
    }

    @Override
    public void close() {
        timer.shutdown();
        try {
            timer.awaitTermination(EVERY_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
