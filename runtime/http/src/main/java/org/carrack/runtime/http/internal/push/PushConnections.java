package org.carrack.runtime.http.internal.push;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.carrack.http.HttpRequest;
import org.carrack.http.PushEndpoint;
import org.carrack.http.PushListener;
import org.carrack.runtime.http.internal.response.Responses;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;

/** Opens the connections of {@link PushEndpoint}s. For any thread. */
public final class PushConnections {

    /** Proxies cut what is silent for a minute. */
    private static final long HEARTBEAT_S = 20;

    private static final long ANSWER_HEARTBEAT_S = 2;

    private static final Duration IDLE_LIMIT = Duration.ofSeconds(90);

    private static final long LONGEST_TEXT = 1 << 20;

    private final Server server;
    private final Executor workers;
    private @Nullable ServerWebSocketContainer webSockets;

    public PushConnections(Server server, Executor workers) {
        this.server = server;
        this.workers = workers;
    }

    /** Whether a request wants a connection rather than an answer. */
    public static boolean isWanted(HttpRequest call) {
        return isWebSocket(call)
                || (call.isRead() && call.header("Accept").orElse("").contains(EventStream.TYPE));
    }

    private static boolean isWebSocket(HttpRequest call) {
        return "websocket".equalsIgnoreCase(call.header("Upgrade").orElse(""));
    }

    /**
     * Opens the connection that a request wants, if the endpoint has one there.
     *
     * @param isStillIn whether the caller is still the same: is asked before anything is sent, and before what was received is told
     * @param left is run when the request is none of those any more that end before their package is replaced
     * @return whether it was answered
     */
    public boolean isOpened(
            PushEndpoint endpoint,
            HttpRequest call,
            Request request,
            Response response,
            Callback callback,
            BooleanSupplier isStillIn,
            Runnable left) {
        Optional<PushListener> listener = endpoint.open(call);
        if (listener.isEmpty()) {
            return false;
        }
        OrderedListener ordered = new OrderedListener(listener.get(), workers);
        if (!isWebSocket(call)) {
            left.run();
            new EventStream(response, callback, ordered, isStillIn, this::scheduleHeartbeat).open();
        } else if (!webSockets()
                .upgrade(
                        (asking, answering, failing) -> new WebSocketPush(ordered, isStillIn, this::scheduleHeartbeat),
                        request,
                        response,
                        callback)) {
            Responses.write(request, response, callback, 400, "this is no request for a WebSocket of version 13");
        }
        return true;
    }

    /**
     * Answers a request with events.
     *
     * @param isStillIn whether the caller is still the same: is asked before anything is sent
     */
    public void answer(PushListener listener, Response response, Callback callback, BooleanSupplier isStillIn) {
        new EventStream(
                        response,
                        callback,
                        new OrderedListener(listener, workers),
                        isStillIn,
                        // Who goes away while something is done for it is noticed soon.
                        heartbeat -> server.getScheduler().schedule(heartbeat, ANSWER_HEARTBEAT_S, TimeUnit.SECONDS))
                .open();
    }

    private synchronized ServerWebSocketContainer webSockets() {
        ServerWebSocketContainer made = webSockets;
        if (made == null) {
            made = ServerWebSocketContainer.ensure(server);
            made.setIdleTimeout(IDLE_LIMIT);
            made.setMaxTextMessageSize(LONGEST_TEXT);
            webSockets = made;
        }
        return made;
    }

    private Scheduler.Task scheduleHeartbeat(Runnable heartbeat) {
        return server.getScheduler().schedule(heartbeat, HEARTBEAT_S, TimeUnit.SECONDS);
    }
}
