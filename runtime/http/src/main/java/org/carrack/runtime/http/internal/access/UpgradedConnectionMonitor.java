package org.carrack.runtime.http.internal.access;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections that have left HTTP, WebSockets for one, when those who opened them may not come in any more: their token or
 * session is over, or their account has another role. Safe for any thread.
 */
public final class UpgradedConnectionMonitor {

    private static final long EVERY_S = 2;

    private final Scheduler scheduler;
    private final Map<EndPoint, BooleanSupplier> watched = new ConcurrentHashMap<>();
    private boolean isScheduled;

    public UpgradedConnectionMonitor(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Watches the connection of a request from when it leaves HTTP, where it does.
     *
     * @param isStillIn whether who made the request may still come in
     */
    public void watch(Request request, Response response, BooleanSupplier isStillIn) {
        EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
        Request.addCompletionListener(request, failure -> {
            if (failure == null && response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101) {
                watched.put(connection, isStillIn);
                schedule();
            }
        });
    }

    private synchronized void schedule() {
        if (!isScheduled && !watched.isEmpty()) {
            isScheduled = true;
            scheduler.schedule(this::look, EVERY_S, TimeUnit.SECONDS);
        }
    }

    private void look() {
        for (Iterator<Map.Entry<EndPoint, BooleanSupplier>> all =
                        watched.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<EndPoint, BooleanSupplier> one = all.next();
            if (!one.getKey().isOpen()) {
                all.remove();
            } else if (!one.getValue().getAsBoolean()) {
                all.remove();
                one.getKey().close();
            }
        }
        synchronized (this) {
            isScheduled = false;
        }
        schedule();
    }
}
