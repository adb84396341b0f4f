package org.carrack.runtime.actors.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after calls that take long. One thread looks at all that run; it sleeps while none does. */
final class TimeLimits {

    private static final Logger LOG = LoggerFactory.getLogger(TimeLimits.class);

    private static final long TICK_NS = 5_000_000;

    private final Set<Execution> running = ConcurrentHashMap.newKeySet();
    private final Executor workers;
    private final Consumer<Execution> tooLong;
    private final LongSupplier nanoTime;
    private final Thread thread;
    private volatile boolean isAsleep;
    private volatile boolean isStopped;

    /**
     * Begins to look.
     *
     * @param workers answer overdue calls, since what follows an answer may take its time
     * @param tooLong is given calls that keep others waiting
     */
    TimeLimits(Executor workers, Consumer<Execution> tooLong, LongSupplier nanoTime) {
        this.workers = workers;
        this.tooLong = tooLong;
        this.nanoTime = nanoTime;
        thread = new Thread(this::watch, "carrack-actor-limits");
        thread.setDaemon(true);
        thread.start();
    }

    void watch(Execution execution) {
        running.add(execution);
        if (isAsleep) {
            LockSupport.unpark(thread);
        }
    }

    void done(Execution execution) {
        running.remove(execution);
    }

    void stop() {
        isStopped = true;
        LockSupport.unpark(thread);
    }

    private void watch() {
        while (!isStopped) {
            isAsleep = true;
            if (running.isEmpty()) {
                LockSupport.park(this);
            }
            isAsleep = false;
            try {
                look(nanoTime.getAsLong());
            } catch (RuntimeException | Error e) { // for want of memory or threads; other calls have limits too
                LOG.error("time limits of calls could not be looked at", e);
            }
            LockSupport.parkNanos(this, TICK_NS);
        }
    }

    private void look(long now) {
        running.removeIf(execution -> {
            if (execution.isAnswered()) {
                return true;
            }
            if (execution.isLongInFastPool(now) || execution.isLongOnTransportThread(now)) {
                tooLong.accept(execution);
            }
            boolean isOver = execution.isOverdue(now);
            if (isOver) {
                workers.execute(execution::expire);
            }
            return isOver;
        });
    }
}
