package org.carrack.runtime.http.internal.push;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.carrack.http.PushConnection;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/** A WebSocket over which texts are sent. For any thread. */
public final class WebSocketPush extends Session.Listener.AbstractAutoDemanding implements PushConnection {

    private static final int MOST_UNSENT = 1_000;

    private final OrderedListener listener;
    private final BooleanSupplier isStillIn;
    private final Heartbeats heartbeats;
    private final AtomicInteger unsent = new AtomicInteger();
    private volatile Scheduler.@Nullable Task heartbeat;

    WebSocketPush(OrderedListener listener, BooleanSupplier isStillIn, Heartbeats heartbeats) {
        this.listener = listener;
        this.isStillIn = isStillIn;
        this.heartbeats = heartbeats;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        super.onWebSocketOpen(session);
        heartbeat = heartbeats.next(this::beat);
        listener.opened(this);
    }

    private void beat() {
        Session session = getSession();
        if (session != null && session.isOpen()) {
            session.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
            heartbeat = heartbeats.next(this::beat);
        }
    }

    @Override
    public void onWebSocketText(String text) {
        try {
            listener.received(text, this::isIn);
        } catch (IllegalStateException e) {
            close(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        callback.succeed();
        Session session = getSession();
        if (session != null) {
            session.close(StatusCode.BAD_DATA, "only text is understood here", Callback.NOOP);
        }
    }

    @Override
    public void onWebSocketClose(int statusCode, @Nullable String reason, Callback callback) {
        Scheduler.Task next = heartbeat;
        if (next != null) {
            next.cancel();
        }
        listener.closed();
        callback.succeed();
    }

    @Override
    public void send(String id, String text) {
        Session session = getSession();
        if (session == null || !session.isOpen() || !isIn()) {
            return;
        }
        if (unsent.incrementAndGet() > MOST_UNSENT) {
            session.disconnect();
            return;
        }
        session.sendText(text, Callback.from(unsent::decrementAndGet, failure -> unsent.decrementAndGet()));
    }

    /** Closes the connection of a caller who is not the same any more. */
    private boolean isIn() {
        if (isStillIn.getAsBoolean()) {
            return true;
        }
        Session session = getSession();
        if (session != null) {
            session.close(StatusCode.POLICY_VIOLATION, "the login has ended, or its roles have changed", Callback.NOOP);
        }
        return false;
    }

    @Override
    public void close(String reason) {
        Session session = getSession();
        if (session != null) {
            session.close(StatusCode.SERVICE_RESTART, reason, Callback.NOOP);
        }
    }
}
