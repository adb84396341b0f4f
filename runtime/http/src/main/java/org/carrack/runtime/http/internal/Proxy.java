package org.carrack.runtime.http.internal;

import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to a backend, as nginx's {@code proxy_pass} with a path: what is below the location's path goes below the
 * backend's. Both bodies stream; redirects of the backend are the caller's to follow.
 */
final class Proxy extends ProxyHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

    private final ServerLocation location;
    private final long answerLimitMs;

    Proxy(ServerLocation location, HttpClient client, long answerLimitMs) {
        this.location = location;
        this.answerLimitMs = answerLimitMs;
        setHttpClient(client);
        setViaHost("carrack");
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getCanonicalPath();
        if (path.equals(location.path())) {
            // Without the slash relative links of the backend's pages would lead beside it.
            String query = request.getHttpURI().getQuery();
            response.setStatus(301);
            response.getHeaders().put(HttpHeader.LOCATION, path + "/" + (query == null ? "" : "?" + query));
            callback.succeeded();
            return true;
        }
        return super.handle(request, response, callback);
    }

    @Override
    protected HttpURI rewriteHttpURI(Request request) {
        HttpURI asked = request.getHttpURI();
        // The canonical path has no dots and needless escapes left that the location's path could hide behind.
        String below = asked.getCanonicalPath().substring(location.path().length() + 1);
        return HttpURI.build(location.target().toString() + below)
                .query(asked.getQuery())
                .asImmutable();
    }

    @Override
    protected void addProxyHeaders(Request request, org.eclipse.jetty.client.Request toServer) {
        String client = Request.getRemoteAddr(request);
        toServer.headers(headers -> {
            headers.remove(HttpHeader.FORWARDED);
            headers.put(HttpHeader.HOST, request.getHttpURI().getAuthority());
            headers.put("X-Real-IP", client);
            String before = headers.get(HttpHeader.X_FORWARDED_FOR);
            headers.put(HttpHeader.X_FORWARDED_FOR, before == null ? client : before + ", " + client);
            headers.put(HttpHeader.X_FORWARDED_PROTO, request.isSecure() ? "https" : "http");
            // Who somebody is, only we may say.
            headers.remove("X-Forwarded-User");
            headers.remove("X-Forwarded-Roles");
            location.headers().forEach(headers::put);
        });
        toServer.timeout(answerLimitMs, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void onServerToProxyResponseFailure(
            Request request,
            org.eclipse.jetty.client.Request toServer,
            org.eclipse.jetty.client.Response fromServer,
            Response response,
            Callback callback,
            Throwable failure) {
        LOG.debug("{} {} failed", request.getMethod(), toServer.getURI(), failure);
        if (response.isCommitted()) {
            callback.failed(failure);
            return;
        }
        boolean isLate = failure instanceof TimeoutException || failure instanceof SocketTimeoutException;
        String backend = location.target().getAuthority();
        response.reset();
        Errors.write(
                request,
                response,
                callback,
                isLate ? 504 : 502,
                isLate
                        ? "the backend %s of %s did not answer in time".formatted(backend, location.path() + "/")
                        : "the backend %s of %s cannot be reached".formatted(backend, location.path() + "/"));
    }
}
