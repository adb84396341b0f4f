package org.carrack.runtime.chatflows.internal.store;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stores what comes at the same time in one transaction: a commit costs the same for one as for many. One of those who wait does it for
 * all. For any thread; nobody is told before the commit.
 *
 * @param <T> what is stored
 */
final class GroupCommit<T> {

    private static final int MOST_AT_ONCE = 200;

    /** Stores some in one transaction. */
    interface Writer<T> {
        /** Returns for each whether it was stored; nothing is, if it throws. */
        boolean[] write(List<T> all) throws SQLException;
    }

    private final class Pending {

        private final T what;
        private boolean isDone;
        private boolean isStored;
        private @Nullable SQLException failure;

        Pending(T what) {
            this.what = what;
        }
    }

    private final Writer<T> writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition done = lock.newCondition();
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private boolean isWriting;

    GroupCommit(Writer<T> writer) {
        this.writer = writer;
    }

    /**
     * Stores something, and returns when it is.
     *
     * @return whether it was stored, as the writer says
     */
    boolean store(T what) throws SQLException {
        Pending mine = new Pending(what);
        lock.lock();
        try {
            waiting.add(mine);
            while (!mine.isDone) {
                if (isWriting) {
                    // Not to be interrupted: it may be stored already.
                    done.awaitUninterruptibly();
                } else {
                    writeWaiting();
                }
            }
        } finally {
            lock.unlock();
        }
        SQLException failure = mine.failure;
        if (failure != null) {
            throw new SQLException(failure.getMessage(), failure.getSQLState(), failure);
        }
        return mine.isStored;
    }

    /** How many wait for the next transaction. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void writeWaiting() {
        List<Pending> batch = new ArrayList<>();
        while (!waiting.isEmpty() && batch.size() < MOST_AT_ONCE) {
            batch.add(waiting.remove());
        }
        isWriting = true;
        lock.unlock();
        boolean[] stored = new boolean[batch.size()];
        SQLException failure = null;
        try {
            stored = writer.write(batch.stream().map(one -> one.what).toList());
        } catch (SQLException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = new SQLException("a driver failed: " + e, e);
        } finally {
            lock.lock();
            isWriting = false;
        }
        for (int i = 0; i < batch.size(); i++) {
            Pending one = batch.get(i);
            one.isDone = true;
            one.isStored = stored[i];
            one.failure = failure;
        }
        done.signalAll();
    }
}
