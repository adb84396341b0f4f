package org.carrack.runtime.database.internal;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source that is opened for the first who uses it; whoever comes meanwhile waits. What cannot be opened is tried again with a
 * use some seconds later. For any thread.
 */
final class OpenedOnDemand implements DataSource {

    /** It takes a second to find out, and anybody can have it tried. */
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(5);

    /** What there is to open. */
    interface Opening {
        /**
         * Opens it.
         *
         * @throws SQLException if it cannot be opened; the message is one sentence for people
         */
        DataSource open() throws SQLException;
    }

    private final Opening opening;
    private final Runnable whenOpen;
    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier nanoTime;
    private volatile @Nullable DataSource opened;
    private @Nullable SQLException failure;
    private long failedAt;
    private boolean isClosed;

    /**
     * Opens nothing yet.
     *
     * @param whenOpen is run once it is open, by the thread that has opened it
     * @param nanoTime the time, as of {@link System#nanoTime}
     */
    OpenedOnDemand(Opening opening, Runnable whenOpen, LongSupplier nanoTime) {
        this.opening = opening;
        this.nanoTime = nanoTime;
        this.whenOpen = whenOpen;
    }

    /** Opens it if it is not open. */
    DataSource opened() throws SQLException {
        DataSource before = opened;
        if (before != null) {
            return before;
        }
        DataSource now;
        lock.lock();
        try {
            before = opened;
            if (before != null) {
                return before;
            }
            SQLException last = failure;
            if (isClosed) {
                throw new SQLException("the server's database is closed; the server stops");
            }
            if (last != null && nanoTime.getAsLong() - failedAt < PAUSE_NS) {
                throw new SQLException(last.getMessage(), last);
            }
            now = open();
            opened = now;
        } finally {
            lock.unlock();
        }
        whenOpen.run();
        return now;
    }

    private DataSource open() throws SQLException {
        try {
            return opening.open();
        } catch (SQLException e) {
            failure = e;
            failedAt = nanoTime.getAsLong();
            throw e;
        }
    }

    /** Opens it no more. Waits for an opening under way; what is open then is for the caller to close. */
    void close() {
        lock.lock();
        try {
            isClosed = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return opened().getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return opened().getConnection(user, password);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return opened().getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        opened().setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        opened().setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return opened().getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("the server's database has no logger of its own");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        DataSource pool = opened();
        return type.isInstance(pool) ? type.cast(pool) : pool.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        DataSource pool = opened();
        return type.isInstance(pool) || pool.isWrapperFor(type);
    }
}
