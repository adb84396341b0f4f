package org.carrack.runtime.actors.internal;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that run methods which may block. They are threads of the system, not virtual ones: a method that computes for
 * ever would keep a virtual thread's carrier from all others.
 */
final class Workers {

    private static final class Worker extends Thread {
        Worker(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
        }
    }

    private final AtomicInteger number = new AtomicInteger();
    private final ExecutorService threads = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE, // each package's share is the limit
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> new Worker(task, "carrack-actor-" + number.incrementAndGet()));
    private final TimeLimits timeLimits = new TimeLimits(threads);

    TimeLimits timeLimits() {
        return timeLimits;
    }

    /** Runs a call as soon as its package's share has room, on this thread where it is a worker itself. */
    void run(Execution execution, Share share) {
        timeLimits.watch(execution);
        if (!share.enter(execution.method())) {
            if (!share.hold(execution)) {
                timeLimits.done(execution);
                execution.refuse();
            }
        } else if (Thread.currentThread() instanceof Worker) {
            runHere(execution, share);
        } else {
            threads.execute(() -> runHere(execution, share));
        }
    }

    private void runHere(Execution execution, Share share) {
        Execution.Outcome outcome = execution.run();
        Optional<Execution> next = share.leave(execution.method());
        next.ifPresent(waiting -> threads.execute(() -> runHere(waiting, share)));
        // Last, since what follows an answer may be the next call of the same connection, on this thread.
        outcome.deliver();
        if (execution.isAnswered()) {
            timeLimits.done(execution);
        }
    }

    void stop() {
        timeLimits.stop();
        threads.shutdownNow();
    }
}
