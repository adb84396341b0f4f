package org.carrack.runtime.http.internal.server;

import java.util.List;
import org.carrack.spi.http.RequestObserver;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notifies observers of the end of a request. */
final class ObservingCallback extends Callback.Nested {

    private static final Logger LOG = LoggerFactory.getLogger(ObservingCallback.class);

    private final List<RequestObserver> observers;
    private final Request request;
    private final Response response;
    private volatile String packageName = "";

    ObservingCallback(Callback callback, List<RequestObserver> observers, Request request, Response response) {
        super(callback);
        this.observers = observers;
        this.request = request;
        this.response = response;
    }

    /** Whom the request was for is known later. */
    void isFor(String name) {
        packageName = name;
    }

    @Override
    public void completed() {
        long nanos = NanoTime.since(request.getHeadersNanoTime());
        for (RequestObserver observer : observers) {
            try {
                observer.answered(packageName, request.getMethod(), response.getStatus(), nanos);
            } catch (RuntimeException | LinkageError e) { // the request was answered all the same
                LOG.warn("{} failed", observer.getClass().getName(), e);
            }
        }
    }
}
