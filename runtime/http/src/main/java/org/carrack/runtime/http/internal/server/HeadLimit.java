package org.carrack.runtime.http.internal.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections whose request head, or TLS handshake, takes too long as a whole. Jetty's idle timeout begins anew with each
 * byte, so a client that sends one byte a second would hold a connection for ever. Looks at the connections of a port while there
 * are any. Safe for any thread.
 */
final class HeadLimit implements Connection.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(HeadLimit.class);

    private static final Duration EVERY = Duration.ofSeconds(5);

    private final ServerConnector connector;
    private final Scheduler scheduler;
    private final long limitNs;
    private final AtomicBoolean isScheduled = new AtomicBoolean();
    private Map<EndPoint, Head> heads = new HashMap<>();

    /**
     * The head that a connection is at.
     *
     * @param messages how many requests came before it
     * @param bytes how many bytes had come when it was first looked at
     * @param since when its first bytes were seen; 0 if none were
     */
    private record Head(long messages, long bytes, long since) {}

    private HeadLimit(ServerConnector connector, Scheduler scheduler, Duration limit) {
        this.connector = connector;
        this.scheduler = scheduler;
        limitNs = limit.toNanos();
    }

    /** Watches the connections of a port that is not open yet. */
    static void watch(ServerConnector connector, Scheduler scheduler, Duration limit) {
        connector.addBean(new HeadLimit(connector, scheduler, limit));
    }

    @Override
    public void onOpened(Connection connection) {
        schedule();
    }

    @Override
    public void onClosed(Connection connection) {
        // It is missing at the next look.
    }

    private void schedule() {
        if (isScheduled.compareAndSet(false, true)) {
            scheduler.schedule(this::look, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        isScheduled.set(false);
        try {
            closeLate(System.nanoTime());
        } catch (RuntimeException | Error e) { // whatever one connection does, the others are watched on
            LOG.warn("the connections of port {} could not be looked at", connector.getLocalPort(), e);
        }
        if (!connector.getConnectedEndPoints().isEmpty() && connector.isRunning()) {
            schedule();
        }
    }

    private synchronized void closeLate(long now) {
        Map<EndPoint, Head> seen = new HashMap<>();
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
            Head head = head(endPoint, heads.get(endPoint), now);
            if (head != null && head.since() != 0 && now - head.since() > limitNs) {
                endPoint.close(new TimeoutException("the head of a request took too long"));
            } else if (head != null) {
                seen.put(endPoint, head);
            }
        }
        heads = seen;
    }

    /** The head that a connection is at; null if it is at none, as one that answers a request, or speaks another protocol. */
    private static @Nullable Head head(EndPoint endPoint, @Nullable Head before, long now) {
        Connection connection = endPoint.getConnection();
        if (connection instanceof SslConnection ssl) {
            if (ssl.getSslEndPoint().getConnection() == null
                    || !ssl.getSslEndPoint().isOpen()) {
                return null;
            }
            connection = ssl.getSslEndPoint().getConnection();
        }
        String kind = connection == null ? "" : connection.getClass().getSimpleName();
        if (connection == null || !kind.equals("HttpConnection")) {
            // Protocols that are negotiated are not there before the handshake is over.
            boolean isHandshake = kind.contains("Negotiating");
            return isHandshake ? new Head(0, 0, before == null ? now : before.since()) : null;
        }
        long messages = connection.getMessagesIn();
        if (messages != connection.getMessagesOut()) {
            return null;
        }
        if (before == null || before.messages() != messages) {
            boolean isFirst = messages == 0 && connection.getBytesIn() > 0;
            return new Head(messages, isFirst ? 0 : connection.getBytesIn(), isFirst ? now : 0);
        }
        boolean isBegun = before.since() == 0 && connection.getBytesIn() > before.bytes();
        return isBegun ? new Head(messages, before.bytes(), now) : before;
    }
}
