package org.carrack.runtime.manager.internal.code;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs code of packages (activation, hooks, config handlers, undo), each call on a thread of its own and for a limited time.
 * A call that is over its limit is left to itself and logged with a thread dump. Safe for any thread.
 */
public final class TimeLimitedRunner {

    private static final Logger LOG = LoggerFactory.getLogger(TimeLimitedRunner.class);

    private final ThreadLocal<Boolean> isCode = ThreadLocal.withInitial(() -> false);
    private final Set<FutureTask<?>> running = ConcurrentHashMap.newKeySet();
    /** Whether the calling thread stops packages since the server stops, or runs code for one that does. */
    private final ThreadLocal<Boolean> isStopper = ThreadLocal.withInitial(() -> false);

    private volatile boolean isServerStopping;

    /** A call that was over its limit. */
    public static final class OverdueException extends Exception {

        private static final long serialVersionUID = 1L;

        private final String place;

        public OverdueException(String place) {
            super("over the limit", null, false, false);
            this.place = place;
        }

        /** Where the code is, as a part of a sentence: {@code (it is at Life.java:12)} behind a space, or nothing. */
        public String where() {
            return place.isEmpty() ? "" : " (it is at " + place + ")";
        }

        /** Where the code is, such as {@code Life.java:12}; empty if it is in no class of a package. */
        public String place() {
            return place;
        }
    }

    /**
     * Runs code.
     *
     * @param what what it is, for logs: the name of its thread
     * @param isInterrupted whether it is interrupted when it is over its limit; an undo never is
     * @throws OverdueException if it has not ended within the limit
     * @throws ExecutionException if it threw, with what it threw as the cause
     * @throws StepException if the server stops meanwhile
     */
    public <T extends @Nullable Object> T call(String what, Duration limit, boolean isInterrupted, Callable<T> work)
            throws OverdueException, ExecutionException, StepException {
        boolean isForStopper = isStopper.get();
        FutureTask<T> task = new FutureTask<>(() -> {
            isCode.set(true);
            isStopper.set(isForStopper);
            return work.call();
        });
        Thread thread = new Thread(task, what);
        thread.setDaemon(true);
        running.add(task);
        try {
            if (isStopping()) {
                throw stopping(what);
            }
            thread.start();
            return await(task, what, limit);
        } catch (CancellationException e) {
            throw stopping(what);
        } catch (TimeoutException e) {
            String place = place(thread);
            LOG.error("{} did not end within {} s; thread dump:\n{}", what, limit.toSeconds(), dump());
            if (isInterrupted) {
                thread.interrupt();
            }
            throw new OverdueException(place);
        } finally {
            running.remove(task);
        }
    }

    /** Waits without regard to interrupts: an operation is not interrupted, even if its caller is. */
    private static <T extends @Nullable Object> T await(FutureTask<T> task, String what, Duration limit)
            throws ExecutionException, TimeoutException {
        long end = System.nanoTime() + limit.toNanos();
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    LOG.debug("interrupted as it waited for {}", what);
                    wasInterrupted = true;
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether the calling thread runs code of a package for an operation that waits for it. */
    public boolean isCodeThread() {
        return isCode.get();
    }

    /** The server stops: only the calling thread, which stops packages, still waits for their code. */
    public void stopWaiting() {
        isStopper.set(true);
        isServerStopping = true;
        running.forEach(task -> task.cancel(false));
    }

    private boolean isStopping() {
        return isServerStopping && !isStopper.get();
    }

    private static StepException stopping(String what) {
        return StepException.stopping("the server stops during " + what);
    }

    private static String place(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("java.")
                        && !frame.getClassName().startsWith("jdk.")
                        && !frame.getClassName().startsWith("sun."))
                .findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("");
    }

    private static String dump() {
        StringBuilder dump = new StringBuilder();
        for (ThreadInfo info : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
            dump.append('"')
                    .append(info.getThreadName())
                    .append("\" ")
                    .append(info.getThreadState())
                    .append('\n');
            for (StackTraceElement frame : info.getStackTrace()) {
                dump.append("    at ").append(frame).append('\n');
            }
        }
        return dump.toString();
    }
}
