package org.carrack.runtime.actors.internal;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The threads that run methods which may block. They are threads of the system, not virtual ones: a method that computes for
 * ever would keep a virtual thread's carrier from all others.
 *
 * <p>Methods that have turned out quick share the fast pool of as many threads as there are processors, which saves most changes of
 * threads; all others get a thread each. One that stays in the fast pool too long after all is replaced there by another thread.
 */
final class Workers {

    private static final class Worker extends Thread {
        Worker(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
        }
    }

    private static final int FAST_POOL_SIZE = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final AtomicInteger number = new AtomicInteger();
    // Each package's share is the limit.
    private final ThreadPoolExecutor threads = pool(0, Integer.MAX_VALUE, new SynchronousQueue<>());
    private final ThreadPoolExecutor fastPool = pool(FAST_POOL_SIZE, FAST_POOL_SIZE, new LinkedTransferQueue<>());
    private final TimeLimits timeLimits;
    private final LongSupplier nanoTime;
    private final Consumer<Execution> onBlockedTransport;
    private int replaced;

    /**
     * Starts no thread yet but the one that looks at time limits.
     *
     * @param onBlockedTransport is given, repeatedly, calls that keep a transport's thread
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    Workers(Consumer<Execution> onBlockedTransport, LongSupplier nanoTime) {
        this.onBlockedTransport = onBlockedTransport;
        this.nanoTime = nanoTime;
        timeLimits = new TimeLimits(threads, this::tooLong, nanoTime);
    }

    private ThreadPoolExecutor pool(int core, int most, BlockingQueue<Runnable> queue) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                core,
                most,
                30,
                TimeUnit.SECONDS,
                queue,
                task -> new Worker(task, "carrack-actor-" + number.incrementAndGet()));
        if (core > 0) {
            pool.allowCoreThreadTimeOut(true);
        }
        return pool;
    }

    /** Runs a call as soon as its package's share has room, on this thread if it is a worker itself. */
    void run(Execution execution, PackageBulkhead bulkhead) {
        timeLimits.watch(execution);
        if (!bulkhead.enter(execution.method())) {
            if (!bulkhead.hold(execution)) {
                timeLimits.done(execution);
                execution.refuse();
            }
        } else if (Thread.currentThread() instanceof Worker) {
            runHere(execution, bulkhead);
        } else {
            start(execution, bulkhead);
        }
    }

    private void start(Execution execution, PackageBulkhead bulkhead) {
        if (execution.method().isQuick()) {
            fastPool.execute(() -> {
                execution.enterFastPool();
                runHere(execution, bulkhead);
            });
        } else {
            threads.execute(() -> runHere(execution, bulkhead));
        }
    }

    /**
     * Runs a call on this thread, which is a transport's.
     *
     * @return how long the thread was away, in nanoseconds
     */
    long runOnTransportThread(Execution execution) {
        execution.enterTransportThread();
        timeLimits.watch(execution);
        return runHere(execution, () -> {});
    }

    private void runHere(Execution execution, PackageBulkhead bulkhead) {
        runHere(execution, () -> {
            if (execution.leaveFastPool()) {
                resize(-1);
            }
            Optional<Execution> next = bulkhead.leave(execution.method());
            next.ifPresent(waiting -> start(waiting, bulkhead));
        });
    }

    private long runHere(Execution execution, Runnable leave) {
        long begin = nanoTime.getAsLong();
        Execution.Outcome outcome = execution.run();
        long ns = nanoTime.getAsLong() - begin;
        execution.method().took(ns);
        leave.run();
        // Last, since what follows an answer may be the next call of the same connection, on this thread.
        outcome.deliver();
        if (execution.isAnswered()) {
            timeLimits.done(execution);
        }
        return ns;
    }

    /** A call keeps others waiting; if it is in the fast pool, that gets another thread for the time being. */
    private void tooLong(Execution execution) {
        if (execution.markSlow()) {
            resize(1);
        } else if (execution.isOnTransportThread()) {
            onBlockedTransport.accept(execution);
        }
    }

    private synchronized void resize(int change) {
        replaced += change;
        int size = FAST_POOL_SIZE + replaced;
        if (change > 0) {
            fastPool.setMaximumPoolSize(size);
            fastPool.setCorePoolSize(size);
        } else {
            fastPool.setCorePoolSize(size);
            fastPool.setMaximumPoolSize(size);
        }
    }

    void stop() {
        timeLimits.stop();
        threads.shutdownNow();
        fastPool.shutdownNow();
    }
}
