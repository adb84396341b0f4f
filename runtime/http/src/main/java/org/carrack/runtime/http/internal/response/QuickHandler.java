package org.carrack.runtime.http.internal.response;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A handler that can answer some requests at once, without blocking the thread that reads connections. */
public interface QuickHandler {

    /**
     * Answers a request, or leaves it as it is.
     *
     * @return whether it was answered; if not, it may take a worker thread
     */
    boolean handleQuickly(Request request, Response response, Callback callback);
}
