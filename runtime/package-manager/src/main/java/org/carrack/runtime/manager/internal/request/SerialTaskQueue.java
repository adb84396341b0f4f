package org.carrack.runtime.manager.internal.request;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after the other as long as each is quick. One that is slow goes on while the next begins, so that a package
 * that hangs keeps no other from starting. Used by one thread.
 */
public final class SerialTaskQueue {

    private static final Logger LOG = LoggerFactory.getLogger(SerialTaskQueue.class);

    private final Executor threads;
    private final Duration patience;
    private final Set<FutureTask<?>> slow = ConcurrentHashMap.newKeySet();

    /** @param patience how long a task is waited for before the next begins */
    public SerialTaskQueue(Executor threads, Duration patience) {
        this.threads = threads;
        this.patience = patience;
    }

    /** Runs a task; returns when it has ended or is found to be slow. What it throws is logged. */
    public void run(Runnable work) {
        FutureTask<Void> task = new FutureTask<>(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) { // the next must have their turn
                        LOG.error("a task failed", e);
                    }
                },
                null);
        threads.execute(task);
        if (!hasEnded(task, patience)) {
            slow.removeIf(FutureTask::isDone);
            slow.add(task);
        }
    }

    /** Waits for slow tasks; returns whether all have ended. */
    public boolean await(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        for (FutureTask<?> task : slow) {
            if (!hasEnded(task, Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasEnded(FutureTask<?> task, Duration limit) {
        try {
            task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("tasks catch their own", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
