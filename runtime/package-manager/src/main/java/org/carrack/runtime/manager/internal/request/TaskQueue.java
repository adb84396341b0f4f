package org.carrack.runtime.manager.internal.request;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins tasks one after the other, so many at once as long as each is quick. One that is slow goes on while others begin in its place, so
 * that a package that hangs keeps no other from starting. Used by one thread.
 */
public final class TaskQueue {

    private static final Logger LOG = LoggerFactory.getLogger(TaskQueue.class);

    private final Executor threads;
    private final long patienceNs;
    private final Semaphore room;

    /** Those that were begun, the oldest first; some may have ended. */
    private final Deque<Task> begun = new ArrayDeque<>();

    /** How many tasks have not ended. */
    private final AtomicInteger running = new AtomicInteger();

    private final Semaphore ended = new Semaphore(0);

    /**
     * Creates a queue.
     *
     * @param width how many tasks run at once
     * @param patience after how long a task is slow
     */
    public TaskQueue(Executor threads, int width, Duration patience) {
        this.threads = threads;
        this.patienceNs = patience.toNanos();
        room = new Semaphore(width);
    }

    /** A task with its place among those that run at once, which it gives up once. */
    private final class Task implements Runnable {

        private final Runnable work;
        private final long begin = System.nanoTime();
        private final AtomicBoolean hasPlace = new AtomicBoolean(true);

        Task(Runnable work) {
            this.work = work;
            running.incrementAndGet();
        }

        @Override
        public void run() {
            try {
                work.run();
            } catch (RuntimeException | Error e) { // the next must have their turn
                LOG.error("a task failed", e);
            } finally {
                running.decrementAndGet();
                ended.release();
                leavePlace();
            }
        }

        void leavePlace() {
            if (hasPlace.compareAndSet(true, false)) {
                room.release();
            }
        }
    }

    /**
     * Begins a task, and returns when there is room for another: because one has ended, or is found to be slow. What it throws is logged.
     */
    public void run(Runnable work) {
        if (!awaitRoom()) {
            return;
        }
        Task task = new Task(work);
        threads.execute(task);
        begun.add(task);
        if (awaitRoom()) {
            room.release();
        }
    }

    /** Takes a place, that of a slow task if need be; returns whether it was not interrupted. */
    private boolean awaitRoom() {
        try {
            while (true) {
                begun.removeIf(task -> !task.hasPlace.get());
                Task oldest = begun.peek();
                long left = oldest == null ? patienceNs : oldest.begin + patienceNs - System.nanoTime();
                if (room.tryAcquire(Math.max(0, left), TimeUnit.NANOSECONDS)) {
                    return true;
                }
                if (oldest != null) {
                    oldest.leavePlace();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for all tasks, slow or not; returns whether all have ended. */
    public boolean await(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (running.get() > 0) {
                if (!ended.tryAcquire(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    return running.get() == 0;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
