package org.carrack.runtime.http.internal.push;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.carrack.http.PushConnection;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A response that goes on with server-sent events (the HTML standard, chapter 9.2). For any thread. */
final class EventStream implements PushConnection {

    static final String TYPE = "text/event-stream";

    private static final int MOST_UNSENT = 1_000;

    /** Of all events that wait for a client that does not read: it is given up then, and asks again. */
    private static final int MOST_UNSENT_CHARS = 4 << 20;

    private static final String HEARTBEAT = ":\n\n";

    private final Response response;
    private final Callback callback;
    private final OrderedListener listener;
    private final BooleanSupplier isStillIn;
    private final Heartbeats heartbeats;
    private final Deque<String> unsent = new ArrayDeque<>();
    private int unsentChars;
    private boolean isWriting;
    private boolean isEnding;
    private boolean isDone;

    EventStream(
            Response response,
            Callback callback,
            OrderedListener listener,
            BooleanSupplier isStillIn,
            Heartbeats heartbeats) {
        this.response = response;
        this.callback = callback;
        this.listener = listener;
        this.isStillIn = isStillIn;
        this.heartbeats = heartbeats;
    }

    void open() {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, TYPE);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        // nginx would keep events until it has some kilobytes of them.
        response.getHeaders().put("X-Accel-Buffering", "no");
        add("retry: 1000\n\n");
        listener.opened(this);
        var unused = heartbeats.next(this::beat);
    }

    private void beat() {
        synchronized (this) {
            if (isDone) {
                return;
            }
        }
        if (!isStillIn.getAsBoolean()) {
            close("");
            return;
        }
        add(HEARTBEAT);
        var unused = heartbeats.next(this::beat);
    }

    @Override
    public void send(String id, String text) {
        if (!isStillIn.getAsBoolean()) {
            close("");
            return;
        }
        StringBuilder event = new StringBuilder();
        if (!id.isEmpty()) {
            event.append("id: ").append(id).append('\n');
        }
        text.lines().forEach(line -> event.append("data: ").append(line).append('\n'));
        add(event.append('\n').toString());
    }

    @Override
    public void close(String reason) {
        synchronized (this) {
            isEnding = true;
        }
        write();
    }

    private void add(String event) {
        synchronized (this) {
            if (isEnding || isDone) {
                return;
            }
            unsent.add(event);
            unsentChars += event.length();
            if (unsent.size() > MOST_UNSENT || unsentChars > MOST_UNSENT_CHARS) {
                isEnding = true;
                unsent.clear();
            }
        }
        write();
    }

    private void write() {
        String next;
        boolean isLast;
        synchronized (this) {
            if (isWriting || isDone) {
                return;
            }
            next = String.join("", unsent);
            unsent.clear();
            unsentChars = 0;
            isLast = isEnding;
            if (next.isEmpty() && !isLast) {
                return;
            }
            isWriting = true;
            isDone = isLast;
        }
        ByteBuffer bytes = ByteBuffer.wrap(next.getBytes(StandardCharsets.UTF_8));
        if (isLast) {
            response.write(true, bytes, callback);
            listener.closed();
        } else {
            response.write(false, bytes, Callback.from(this::written, this::failed));
        }
    }

    private void written() {
        synchronized (this) {
            isWriting = false;
        }
        write();
    }

    private void failed(Throwable failure) {
        synchronized (this) {
            isDone = true;
        }
        callback.failed(failure);
        listener.closed();
    }
}
