package org.carrack.runtime.http.internal.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the requests in flight of one package and, while it is closed, keeps new ones waiting without holding a thread.
 * Safe for any thread.
 */
public final class Gate {

    /** A request that waits for the gate to open. Exactly one of the two is called, once. */
    public interface Waiting {
        void resume();

        void refuse();
    }

    private static final int MOST_WAITING = 10_000;

    private final AtomicLong inFlight = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition drained = lock.newCondition();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private volatile boolean closed;

    public boolean isClosed() {
        return closed;
    }

    /** Whether a request may pass; each that may must {@link #leave}. */
    public boolean enter() {
        inFlight.incrementAndGet();
        if (closed) {
            leave();
            return false;
        }
        return true;
    }

    public void leave() {
        if (inFlight.decrementAndGet() == 0 && closed) {
            lock.lock();
            try {
                drained.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Keeps a request until the gate opens; resumes it at once if it is open by now, refuses it where too many wait. */
    public void hold(Waiting request) {
        boolean full = false;
        lock.lock();
        try {
            if (closed) {
                full = waiting.size() >= MOST_WAITING;
                if (!full) {
                    waiting.add(request);
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
        if (full) {
            request.refuse();
        } else {
            request.resume();
        }
    }

    /** Refuses a request that still waits: its time is over. */
    public void expire(Waiting request) {
        boolean stillWaiting;
        lock.lock();
        try {
            stillWaiting = waiting.remove(request);
        } finally {
            lock.unlock();
        }
        if (stillWaiting) {
            request.refuse();
        }
    }

    /**
     * Closes the gate and waits for the requests in flight.
     *
     * @return whether all were done in time
     */
    public boolean close(Duration limit) {
        lock.lock();
        try {
            closed = true;
            long left = limit.toNanos();
            // A last leave() that read closed as false did not signal: it is seen here, since closed is set by now.
            while (inFlight.get() > 0) {
                if (left <= 0) {
                    return false;
                }
                left = drained.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Opens the gate and resumes all that wait. */
    public void open(Executor workers) {
        Queue<Waiting> through;
        lock.lock();
        try {
            closed = false;
            through = new ArrayDeque<>(waiting);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        through.forEach(request -> workers.execute(request::resume));
    }
}
