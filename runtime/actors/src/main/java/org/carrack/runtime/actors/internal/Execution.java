package org.carrack.runtime.actors.internal;

import com.fasterxml.jackson.databind.JsonMappingException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorException.Kind;
import org.carrack.spi.actor.ActorCall;
import org.carrack.spi.actor.ActorReply;
import org.carrack.spi.http.RequestScope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call of a method: from its arguments to its one answer, which the first of several threads gives. Safe for any thread. */
final class Execution {

    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private static final long LONG_IN_FAST_POOL_NS = 5_000_000;

    /** How long a method may keep a transport's thread before it is reported. */
    private static final long LONG_ON_TRANSPORT_NS = 1_000_000_000;

    private static final int LONGEST_MESSAGE = 10_000;

    private final ActorCall call;
    private final Method method;
    private final ActorReply reply;
    private final int resultLimit;
    private final long limitMs;
    private final LongSupplier nanoTime;
    private final long begin;
    private final AtomicBoolean isAnswered = new AtomicBoolean();

    /** Since when it is in the fast pool; 0 if it is not. */
    private volatile long inFastPoolSince;

    private boolean isSlow;

    /** Whether its thread is a transport's. */
    private volatile boolean isOnTransportThread;

    /** The thread to interrupt when the time is over. */
    private @Nullable Thread runner;

    Execution(ActorCall call, Method method, ActorReply reply, Limits limits, LongSupplier nanoTime) {
        this.call = call;
        this.method = method;
        this.reply = reply;
        resultLimit = limits.resultLimit();
        this.nanoTime = nanoTime;
        begin = nanoTime.getAsLong();
        limitMs = method.timeLimitMs().orElseGet(limits::timeLimitMs);
    }

    ActorCall call() {
        return call;
    }

    Method method() {
        return method;
    }

    /** Whether the answer is on its way. */
    boolean isAnswered() {
        return isAnswered.get();
    }

    boolean isOverdue(long now) {
        return now - begin > limitMs * 1_000_000;
    }

    void enterFastPool() {
        inFastPoolSince = nanoTime.getAsLong();
    }

    boolean isLongInFastPool(long now) {
        long since = inFastPoolSince;
        return since != 0 && now - since > LONG_IN_FAST_POOL_NS;
    }

    /** It runs on a thread of a transport. */
    void enterTransportThread() {
        isOnTransportThread = true;
    }

    boolean isOnTransportThread() {
        return isOnTransportThread;
    }

    boolean isLongOnTransportThread(long now) {
        return isOnTransportThread && now - begin > LONG_ON_TRANSPORT_NS;
    }

    /** It is no quick call after all; returns whether that is noticed for the first time, while it is in the fast pool. */
    synchronized boolean markSlow() {
        boolean isFirst = inFastPoolSince != 0 && !isSlow;
        isSlow |= isFirst;
        return isFirst;
    }

    /** Whether it had turned out slow. */
    synchronized boolean leaveFastPool() {
        inFastPoolSince = 0;
        return isSlow;
    }

    /**
     * Calls the method on this thread and gives the outcome, to be {@linkplain Outcome#deliver delivered} when the thread is
     * free again.
     */
    Outcome run() {
        if (!begin()) {
            return Outcome.NONE;
        }
        RequestScope request = RequestScope.open();
        try {
            @Nullable Object[] values = method.bind(call.arguments(), new Context(call));
            @Nullable Object result = method.invoke(values);
            return result instanceof CompletionStage<?> later ? () -> await(later) : json(result);
        } catch (Throwable e) { // whatever an actor throws hurts its own call alone
            return failure(e);
        } finally {
            request.close();
            end();
        }
    }

    private void await(CompletionStage<?> later) {
        try {
            later.whenComplete((value, failure) -> {
                if (failure == null) {
                    json(value).deliver();
                } else {
                    failure(failure).deliver();
                }
            });
        } catch (Throwable e) { // a stage may be anybody's
            failure(e).deliver();
        }
    }

    private synchronized boolean begin() {
        if (isAnswered.get()) {
            return false;
        }
        runner = Thread.currentThread();
        return true;
    }

    private synchronized void end() {
        runner = null;
        if (isAnswered.get()) {
            // The interrupt was meant for the method, which is done now.
            Thread.interrupted();
        }
    }

    /** The call has taken too long. */
    void expire() {
        if (!isAnswered.compareAndSet(false, true)) {
            return;
        }
        synchronized (this) {
            if (runner != null && !isOnTransportThread) {
                LOG.warn("{} takes longer than {} ms; its thread is interrupted", call.address(), limitMs);
                runner.interrupt();
            }
        }
        reply.error(
                new ActorException(Kind.TIME_LIMIT, "%s took longer than %,d ms".formatted(call.address(), limitMs)));
    }

    /** Its caller does not want the result any more. */
    void cancel() {
        if (!isAnswered.compareAndSet(false, true)) {
            return;
        }
        synchronized (this) {
            if (runner != null && !isOnTransportThread) {
                runner.interrupt();
            }
        }
        reply.error(new ActorException(Kind.FAILED, "%s was cancelled by its caller".formatted(call.address())));
    }

    /** There is no room for the call. */
    void refuse() {
        refuse(new ActorException(
                Kind.BUSY, "too many calls of package %s run already; try again later".formatted(call.packageName())));
    }

    void refuse(ActorException reason) {
        if (isAnswered.compareAndSet(false, true)) {
            reply.error(reason);
        }
    }

    /** What came of a call. */
    interface Outcome {

        /** The answer was given by another thread. */
        Outcome NONE = () -> {};

        void deliver();
    }

    private Outcome json(@Nullable Object value) {
        try {
            byte[] json = method.json(value, resultLimit);
            return () -> {
                if (isAnswered.compareAndSet(false, true)) {
                    reply.result(json);
                }
            };
        } catch (Throwable e) { // a getter may throw anything, and a result may hold itself
            return unwritable(e);
        }
    }

    private Outcome unwritable(Throwable failure) {
        if (failure instanceof ResultBuffer.FullException) {
            return refusal("the result of %s is %s".formatted(call.address(), failure.getMessage()), failure);
        }
        log("the result of {} cannot be written as JSON", failure);
        String why = failure instanceof JsonMappingException mapping ? ": " + BindingException.of(mapping) : "";
        return refusal("the result of %s cannot be written as JSON%s".formatted(call.address(), why), failure);
    }

    private Outcome refusal(String message, Throwable failure) {
        ActorException error = new ActorException(Kind.FAILED, message, failure);
        return () -> refuse(error);
    }

    private Outcome failure(Throwable thrown) {
        ActorException error;
        try {
            error = asActorException(unwrapped(thrown));
        } catch (Throwable e) { // its own message may throw
            error = new ActorException(Kind.FAILED, thrown.getClass().getSimpleName());
        }
        ActorException told = error;
        return () -> refuse(told);
    }

    /** Without what stages and executors have put around it. */
    private static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown.getCause();
        boolean isWrapped = thrown instanceof CompletionException || thrown instanceof ExecutionException;
        return isWrapped && cause != null ? unwrapped(cause) : thrown;
    }

    private ActorException asActorException(Throwable failure) {
        if (failure instanceof ActorException e) {
            return e;
        }
        if (failure instanceof IllegalArgumentException) {
            LOG.debug("{} refused its arguments", call.address(), failure);
            return new ActorException(Kind.BAD_REQUEST, message(failure), failure);
        }
        if (!isAnswered.get()) {
            log("{} failed", failure);
        }
        return new ActorException(Kind.FAILED, message(failure), failure);
    }

    private void log(String what, Throwable failure) {
        try {
            LOG.error(what, call.address(), failure);
        } catch (Throwable e) { // a log wants its message too
            LOG.error(
                    what + "; its {} cannot be shown",
                    call.address(),
                    failure.getClass().getName());
        }
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        return message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
    }
}
