package org.carrack.runtime.http.internal.location;

import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.carrack.runtime.http.internal.Errors;
import org.carrack.runtime.http.internal.Identity;
import org.carrack.runtime.http.internal.Served;
import org.carrack.runtime.http.internal.Uris;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpUpgrader;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to a backend, as nginx's {@code proxy_pass} with a path: what is below the location's path goes below the
 * backend's. Both bodies stream; redirects of the backend are the caller's to follow.
 */
final class Proxy extends ProxyHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

    /** Headers that are not for those behind a proxy. */
    private static final Set<HttpHeader> OF_CONNECTIONS = EnumSet.of(
            HttpHeader.CONNECTION,
            HttpHeader.KEEP_ALIVE,
            HttpHeader.TRANSFER_ENCODING,
            HttpHeader.UPGRADE,
            HttpHeader.TE);

    private static final int LARGEST_REFUSAL = 64 << 10;
    private static final Duration IDLE_LIMIT = Duration.ofHours(1);

    private final Set<Tunnel> tunnels = ConcurrentHashMap.newKeySet();
    private final Served.Backend backend;
    private final String path;

    Proxy(Served.Backend backend, String path, HttpClient client) {
        this.backend = backend;
        this.path = path;
        // All proxies share it: none of them ends it.
        addBean(client, false);
        setHttpClient(client);
        setViaHost("carrack");
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String asked = request.getHttpURI().getCanonicalPath();
        if (asked.equals(path)) {
            // Without the slash relative links of the backend's pages would lead beside it.
            String query = request.getHttpURI().getQuery();
            response.setStatus(301);
            response.getHeaders().put(HttpHeader.LOCATION, asked + "/" + (query == null ? "" : "?" + query));
            callback.succeeded();
            return true;
        }
        if (backend.isWebSocket() && isUpgrade(request)) {
            if (hasBody(request)) {
                // What comes after the head would be taken for another request, by the backend or by us.
                Errors.write(request, response, callback, 400, "a request for another protocol has no body");
                return true;
            }
            upgrade(request, response, callback);
            return true;
        }
        return super.handle(request, response, callback);
    }

    private static boolean hasBody(Request request) {
        return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    private static boolean isUpgrade(Request request) {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
                && request.getHeaders().contains(HttpHeader.UPGRADE, "websocket")
                && request.getHeaders().contains(HttpHeader.CONNECTION, "upgrade");
    }

    /** Asks the backend for the caller's protocol, and joins the two connections where it agrees. */
    private void upgrade(Request request, Response response, Callback callback) {
        org.eclipse.jetty.client.Request toServer = newProxyToServerRequest(request, rewriteHttpURI(request));
        toServer.attribute(HttpUpgrader.Factory.class.getName(), (HttpUpgrader.Factory)
                version -> new Upgrade((answer, backend) -> join(request, response, callback, answer, backend)));
        copyRequestHeaders(request, toServer);
        addProxyHeaders(request, toServer);
        toServer.headers(headers -> {
            headers.put(HttpHeader.UPGRADE, request.getHeaders().get(HttpHeader.UPGRADE));
            headers.put(HttpHeader.CONNECTION, "Upgrade");
            headers.remove(HttpHeader.CONTENT_LENGTH);
        });
        toServer.send(new BufferingResponseListener(LARGEST_REFUSAL) {
            @Override
            public void onComplete(Result result) {
                boolean isJoined = request.getAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE) != null;
                if (isJoined) {
                    return;
                }
                if (result.isFailed() || result.getResponse().getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101) {
                    onServerToProxyResponseFailure(
                            request, toServer, result.getResponse(), response, callback, result.getFailure());
                    return;
                }
                // The backend would rather not: its answer is the caller's.
                response.setStatus(result.getResponse().getStatus());
                result.getResponse().getHeaders().stream()
                        .filter(field -> !OF_CONNECTIONS.contains(field.getHeader()))
                        .forEach(response.getHeaders()::add);
                response.write(true, ByteBuffer.wrap(getContent()), callback);
            }
        });
    }

    private void join(
            Request request,
            Response response,
            Callback callback,
            org.eclipse.jetty.client.Response answer,
            EndPoint backend) {
        EndPoint caller = request.getConnectionMetaData().getConnection().getEndPoint();
        Executor threads = getHttpClient().getExecutor();
        Tunnel fromBackend = new Tunnel(backend, caller, threads, () -> {}, () -> {});
        Tunnel[] joined = new Tunnel[1];
        joined[0] = new Tunnel(
                caller,
                backend,
                threads,
                () -> {
                    fromBackend.begin();
                    joined[0].begin();
                },
                () -> tunnels.remove(joined[0]));
        tunnels.add(joined[0]);
        // A caller that is gone before it was told leaves a backend that nobody listens to.
        Request.addCompletionListener(request, failure -> {
            if (failure != null || !isRunning()) {
                joined[0].close();
                fromBackend.close();
                backend.close();
                tunnels.remove(joined[0]);
            }
        });
        caller.setIdleTimeout(IDLE_LIMIT.toMillis());
        backend.setIdleTimeout(IDLE_LIMIT.toMillis());
        backend.upgrade(fromBackend);
        response.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
        answer.getHeaders().forEach(response.getHeaders()::add);
        request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, joined[0]);
        callback.succeeded();
    }

    /** Who is logged in is not for a backend to say. */
    @Override
    protected @Nullable HttpField filterServerToProxyResponseField(HttpField field) {
        return Identity.setsSession(field) ? null : super.filterServerToProxyResponseField(field);
    }

    /** With the package go the connections that have left HTTP; those that have not are waited for at its gate. */
    @Override
    protected void doStop() throws Exception {
        tunnels.forEach(Tunnel::close);
        super.doStop();
    }

    @Override
    protected HttpURI rewriteHttpURI(Request request) {
        HttpURI asked = request.getHttpURI();
        String below = below(asked, path.length() + 1);
        String query = asked.getQuery();
        return HttpURI.build(backend.target().toString() + below)
                .query(query == null ? null : Uris.ascii(query))
                .asImmutable();
    }

    /**
     * What is asked for below the location, as it was sent; but where that could be read in two ways, without dots and needless
     * escapes that the location's path could hide behind.
     */
    private static String below(HttpURI asked, int prefix) {
        String sent = asked.getPath();
        String canonical = asked.getCanonicalPath();
        boolean isPlain = sent != null
                && !sent.contains("//")
                && !sent.contains("/.")
                && !sent.contains(";")
                && sent.length() >= prefix
                && canonical.startsWith(sent.substring(0, prefix));
        return Uris.asciiPath((isPlain ? sent : canonical).substring(prefix));
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
            // Once more: what Connection names is not copied, and a client could name these.
            Identity.told(request.getHeaders()).forEach(headers::put);
            backend.headers().forEach(headers::put);
        });
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
        String authority = backend.target().getAuthority();
        response.reset();
        Errors.write(
                request,
                response,
                callback,
                isLate ? 504 : 502,
                isLate
                        ? "the backend %s of %s did not answer in time".formatted(authority, path + "/")
                        : "the backend %s of %s cannot be reached".formatted(authority, path + "/"));
    }
}
