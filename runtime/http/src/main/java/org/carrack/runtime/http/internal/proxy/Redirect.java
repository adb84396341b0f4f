package org.carrack.runtime.http.internal.proxy;

import org.carrack.runtime.http.internal.routing.RouteTarget;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Sends callers elsewhere: to the address of the location, always the same. */
public final class Redirect extends Handler.Abstract {

    private final RouteTarget.Redirect location;

    public Redirect(RouteTarget.Redirect location) {
        this.location = location;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        response.setStatus(location.status());
        response.getHeaders().put(HttpHeader.LOCATION, location.target().toASCIIString());
        callback.succeeded();
        return true;
    }
}
