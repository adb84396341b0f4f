package org.carrack.runtime.http.internal.proxy;

import org.eclipse.jetty.client.HttpUpgrader;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;

/** Takes the connection of a backend that has agreed to another protocol. */
public record Upgrade(Taker taker) implements HttpUpgrader {

    /** Is given the connection, and the answer of the backend. */
    public interface Taker {
        void take(Response answer, EndPoint backend);
    }

    @Override
    public void prepare(Request request) {
        // The caller's own headers ask for the protocol.
    }

    @Override
    public void upgrade(Response response, EndPoint endPoint, Callback callback) {
        taker.take(response, endPoint);
        callback.succeeded();
    }
}
