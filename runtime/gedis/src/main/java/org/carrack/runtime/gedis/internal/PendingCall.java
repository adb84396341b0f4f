package org.carrack.runtime.gedis.internal;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicReference;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorException.Kind;
import org.carrack.spi.actor.ActorCall;
import org.carrack.spi.actor.ActorReply;
import org.carrack.spi.http.TrafficGates;
import org.jspecify.annotations.Nullable;

/**
 * One call of a connection, from its package's gate to its answer. The next command of the connection has to wait for it; who
 * brings the answer goes on with that, on its own thread.
 */
final class PendingCall implements ActorReply, TrafficGates.Passage {

    private enum State {
        /** The thread that began the call is still in it. */
        BEGUN,
        /** That thread has gone; who answers goes on. */
        LEFT,
        /** There is an answer. */
        ANSWERED
    }

    private final GedisContext gedis;
    private final ActorCall call;
    private final String threebot;
    private final boolean isEnveloped;
    private final Runnable next;
    private final AtomicReference<State> state = new AtomicReference<>(State.BEGUN);
    private Runnable leave = () -> {};
    private byte @Nullable [] result;
    private @Nullable ActorException error;

    /**
     * @param threebot the threebot that the package must belong to; empty for any
     * @param isEnveloped whether the answer goes into 3Bot's envelope
     * @param next is run where the answer comes after {@link #begin} has returned false
     */
    PendingCall(GedisContext gedis, ActorCall call, String threebot, boolean isEnveloped, Runnable next) {
        this.gedis = gedis;
        this.call = call;
        this.threebot = threebot;
        this.isEnveloped = isEnveloped;
        this.next = next;
    }

    /**
     * Begins the call.
     *
     * @param beforeLeaving is run on this thread if there is no answer yet
     * @return whether there is an answer by now
     */
    boolean begin(Runnable beforeLeaving) {
        gedis.pass(call.packageName(), this);
        if (state.get() == State.ANSWERED) {
            return true;
        }
        beforeLeaving.run();
        return !state.compareAndSet(State.BEGUN, State.LEFT);
    }

    @Override
    public void enter(Runnable leaveGate) {
        leave = leaveGate;
        if (!threebot.isEmpty() && !gedis.isOf(threebot, call.packageName())) {
            error(ActorException.notFound("package %s.%s not found".formatted(threebot, call.packageName())));
        } else {
            gedis.dispatcher().call(call, this);
        }
    }

    @Override
    public void refuse() {
        error(new ActorException(
                Kind.BUSY, "package %s is being replaced; try again in a moment".formatted(call.packageName())));
    }

    @Override
    public void result(byte[] json) {
        result = json;
        answered();
    }

    @Override
    public void error(ActorException e) {
        error = e;
        answered();
    }

    private void answered() {
        leave.run();
        if (state.getAndSet(State.ANSWERED) == State.LEFT) {
            next.run();
        }
    }

    /** Writes the answer. */
    void write(ByteBuf out) {
        if (result != null) {
            if (isEnveloped) {
                Replies.envelope(out, result);
            } else {
                Replies.bulk(out, result);
            }
        } else if (error != null) {
            if (isEnveloped) {
                Replies.envelope(out, error);
            } else {
                Replies.error(out, error);
            }
        }
    }
}
