package org.carrack.runtime.http.internal.push;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.carrack.http.PushConnection;
import org.carrack.http.PushListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a listener one thing after the other, on threads that may be blocked. For any thread. */
final class OrderedListener implements PushListener {

    private static final Logger LOG = LoggerFactory.getLogger(OrderedListener.class);

    /** More than that a client does not send before the first is answered, unless it wants to do harm. */
    private static final int MOST_WAITING = 1_000;

    private final PushListener listener;
    private final Executor workers;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean isRunning;
    private boolean isClosed;

    OrderedListener(PushListener listener, Executor workers) {
        this.listener = listener;
        this.workers = workers;
    }

    @Override
    public void opened(PushConnection connection) {
        add(() -> listener.opened(connection));
    }

    @Override
    public void received(String text) {
        received(text, () -> true);
    }

    /**
     * Is told of text.
     *
     * @param isToBeTold is asked at its turn
     */
    void received(String text, BooleanSupplier isToBeTold) {
        add(() -> {
            if (isToBeTold.getAsBoolean()) {
                listener.received(text);
            }
        });
    }

    @Override
    public synchronized void closed() {
        if (!isClosed) {
            isClosed = true;
            add(listener::closed);
        }
    }

    private synchronized void add(Runnable event) {
        if (waiting.size() >= MOST_WAITING && !isClosed) {
            throw new IllegalStateException("too much was sent at once");
        }
        waiting.add(event);
        if (!isRunning) {
            isRunning = true;
            workers.execute(this::run);
        }
    }

    private void run() {
        while (true) {
            Runnable next;
            synchronized (this) {
                next = waiting.poll();
                if (next == null) {
                    isRunning = false;
                    return;
                }
            }
            try {
                next.run();
            } catch (RuntimeException | Error e) { // of a module; what follows is told all the same
                LOG.error("a connection could not be served", e);
            }
        }
    }
}
