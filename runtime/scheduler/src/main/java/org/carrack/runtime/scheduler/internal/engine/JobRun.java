package org.carrack.runtime.scheduler.internal.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.carrack.manage.ServiceRun;
import org.carrack.manage.ServiceRun.Outcome;
import org.carrack.manage.ServiceRun.Trigger;
import org.carrack.service.JobContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a service. For any thread. */
public final class JobRun implements JobContext {

    private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);

    private static final long PATIENCE_S = 5;

    private final ServiceDefinition service;
    private final Trigger trigger;
    private final Instant scheduledFor;
    private final long fencingToken;
    private final Instant started;
    private final long startedNanos;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable Thread runner;
    private boolean isDone;

    /** Why it is to end; null while it is not. */
    private @Nullable Outcome cancelled;

    /** A run that has not begun. */
    public JobRun(
            ServiceDefinition service, Trigger trigger, Instant scheduledFor, long fencingToken, TimeSource time) {
        this.fencingToken = fencingToken;
        this.service = service;
        this.trigger = trigger;
        this.scheduledFor = scheduledFor;
        started = time.now();
        startedNanos = time.nanos();
    }

    @Override
    public Logger log() {
        return service.log();
    }

    @Override
    public Instant scheduledFor() {
        return scheduledFor;
    }

    @Override
    public long fencingToken() {
        return fencingToken;
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelled != null;
    }

    /** Interrupts it if it has taken too long. */
    public void checkLimit(long nanos) {
        if (isOverLimit(nanos)) {
            cancel(Outcome.TIMED_OUT);
        }
    }

    /** Whether it takes too long. */
    public boolean isOverLimit(long nanos) {
        return nanos - startedNanos > service.timeLimit().toNanos();
    }

    /** What was thrown, in one line. */
    public static String oneLine(@Nullable Throwable failure) {
        if (failure == null) {
            return "";
        }
        String text;
        try {
            text = String.valueOf(failure);
        } catch (RuntimeException | Error e) { // its own message may throw
            text = failure.getClass().getName();
        }
        String line = text.replaceAll("\\s+", " ");
        return line.length() > 500 ? line.substring(0, 500) + "…" : line;
    }

    /** Runs the job; returns what it threw, or null. */
    @Nullable
    public Throwable run() {
        synchronized (this) {
            if (cancelled != null) {
                return null;
            }
            runner = Thread.currentThread();
        }
        try {
            service.service().job(this);
            return null;
        } catch (Throwable e) { // a package may throw whatever it likes
            return e;
        } finally {
            synchronized (this) {
                runner = null;
                isDone = true;
                if (cancelled != null) {
                    // The interrupt was meant for the job, which is done now.
                    Thread.interrupted();
                }
            }
        }
    }

    /** All that is to be done after it is done, so that nobody needs to wait any more. */
    public void ended() {
        ended.countDown();
    }

    /** Interrupts it, once; a job that is done already stays so. */
    public synchronized void cancel(Outcome why) {
        if (cancelled == null && !isDone) {
            cancelled = why;
            if (runner != null) {
                runner.interrupt();
            }
        }
    }

    /** Waits some seconds for a run that was interrupted; one that works on is logged. */
    public void awaitEnd() {
        try {
            if (!ended.await(PATIENCE_S, TimeUnit.SECONDS)) {
                LOG.warn(
                        "the service {} was interrupted since its package stops, and works still after {} s",
                        service.name(),
                        PATIENCE_S);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it is by now. */
    public ServiceRun record(Outcome outcome, String error, long nanos, String node) {
        return new ServiceRun(
                service.name(),
                trigger,
                scheduledFor,
                started,
                Duration.ofNanos(Math.max(0, nanos - startedNanos)),
                outcome,
                error,
                node);
    }

    /** What it is while it goes on. */
    public ServiceRun soFar(long nanos, String node) {
        return record(Outcome.RUNNING, "", nanos, node);
    }

    /** What has become of it, given what it threw. */
    public synchronized Outcome outcome(@Nullable Throwable failure) {
        if (cancelled != null) {
            return cancelled;
        }
        return failure == null ? Outcome.DONE : Outcome.FAILED;
    }
}
