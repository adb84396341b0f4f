package org.carrack.runtime.http.internal.proxy;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.carrack.runtime.http.internal.access.Addresses;
import org.carrack.runtime.http.internal.access.IdentityHeaders;
import org.carrack.runtime.http.internal.response.HttpLimits;
import org.carrack.runtime.http.internal.response.Responses;
import org.carrack.runtime.http.internal.response.Uris;
import org.carrack.runtime.http.internal.routing.RouteTarget;
import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.Connection;
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
public final class Proxy extends ProxyHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

    /** Headers that are not for those behind a proxy. */
    private static final Set<HttpHeader> OF_CONNECTIONS = EnumSet.of(
            HttpHeader.CONNECTION,
            HttpHeader.KEEP_ALIVE,
            HttpHeader.TRANSFER_ENCODING,
            HttpHeader.UPGRADE,
            HttpHeader.TE);

    /** The methods whose requests may be sent again (RFC 9110, 9.2.2). */
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    private static final String REPEATED = Proxy.class.getName() + ".repeated";
    private static final int LARGEST_REFUSAL = 64 << 10;
    private static final Duration IDLE_LIMIT = Duration.ofHours(1);

    private final Set<Tunnel> tunnels = ConcurrentHashMap.newKeySet();
    private final RouteTarget.Backend backend;
    private final HttpLimits limits;
    private final String path;

    public Proxy(RouteTarget.Backend backend, String path, HttpClient client, HttpLimits limits) {
        this.limits = limits;
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
                Responses.write(request, response, callback, 400, "a request for another protocol has no body");
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
        // A caller that has gone leaves an upstream without a reader.
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

    /** Who is logged in is not for a backend to say; where it leads callers to itself, they are led here. */
    @Override
    protected @Nullable HttpField filterServerToProxyResponseField(HttpField field) {
        if (IdentityHeaders.setsSession(field)) {
            return null;
        }
        String target = backend.target().toString();
        boolean isRewritten = backend.isRedirectRewritten() && field.getHeader() == HttpHeader.LOCATION;
        if (isRewritten && String.valueOf(field.getValue()).startsWith(target)) {
            return new HttpField(
                    HttpHeader.LOCATION, path + "/" + field.getValue().substring(target.length()));
        }
        return super.filterServerToProxyResponseField(field);
    }

    /** Path and query go as they came, although they may be none that {@link URI} would take: the backend judges. */
    @Override
    protected org.eclipse.jetty.client.Request newProxyToServerRequest(Request request, HttpURI uri) {
        return getHttpClient()
                .newRequest(backend.target().resolve("/"))
                .method(request.getMethod())
                .path(uri.getPathQuery());
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
                && sent.length() >= prefix
                && canonical.startsWith(sent.substring(0, prefix));
        return Uris.asciiPath((isPlain ? sent : canonical).substring(prefix));
    }

    @Override
    protected void addProxyHeaders(Request request, org.eclipse.jetty.client.Request toServer) {
        String client = Addresses.ofClient(request);
        toServer.headers(headers -> {
            headers.remove(HttpHeader.FORWARDED);
            headers.put(HttpHeader.HOST, request.getHttpURI().getAuthority());
            headers.put("X-Real-IP", client);
            String before = headers.get(HttpHeader.X_FORWARDED_FOR);
            headers.put(HttpHeader.X_FORWARDED_FOR, before == null ? client : before + ", " + client);
            headers.put(HttpHeader.X_FORWARDED_PROTO, request.isSecure() ? "https" : "http");
            // Once more: what Connection names is not copied, and a client could name these.
            IdentityHeaders.of(request.getHeaders()).forEach(headers::put);
            backend.headers().forEach(headers::put);
        });
    }

    /** Whether a backend has ended the connection before it answered anything. */
    private static boolean isStale(Throwable failure) {
        return failure instanceof EOFException
                || failure instanceof ClosedChannelException
                || (failure instanceof SocketException && !(failure instanceof ConnectException));
    }

    /** Whether a request may be sent twice, and can be: it has no body that is read already. */
    private static boolean isRepeatable(Request request) {
        return REPEATABLE.contains(request.getMethod()) && !hasBody(request);
    }

    private static boolean isHeadTooLarge(Throwable failure) {
        String said = "Too Large";
        Throwable cause = failure.getCause();
        return String.valueOf(failure.getMessage()).contains(said)
                || (cause != null && String.valueOf(cause.getMessage()).contains(said));
    }

    private void closeIdle(org.eclipse.jetty.client.Request toServer) {
        if (getHttpClient().resolveDestination(toServer).getConnectionPool() instanceof AbstractConnectionPool pool) {
            while (pool.getIdleConnectionCount() > 0) {
                Connection idle = pool.acquire(false);
                if (idle == null) {
                    return;
                }
                idle.close();
            }
        }
    }

    @Override
    protected void onServerToProxyResponseFailure(
            Request request,
            org.eclipse.jetty.client.Request toServer,
            org.eclipse.jetty.client.Response fromServer,
            Response response,
            Callback callback,
            Throwable failure) {
        LOG.debug("{} {} failed", request.getMethod(), toServer.getPath(), failure);
        if (response.isCommitted()) {
            callback.failed(failure);
            return;
        }
        if (isStale(failure) && isRepeatable(request) && request.getAttribute(REPEATED) == null) {
            // The backend has closed a kept connection meanwhile (RFC 9112, 9.3.1); so it may have others.
            request.setAttribute(REPEATED, true);
            response.reset();
            closeIdle(toServer);
            super.handle(request, response, callback);
            return;
        }
        if (isHeadTooLarge(failure)) {
            response.reset();
            Responses.write(
                    request,
                    response,
                    callback,
                    502,
                    limits.tooLarge("the head of the answer of the backend "
                            + backend.target().getAuthority()));
            return;
        }
        boolean isLate = failure instanceof TimeoutException || failure instanceof SocketTimeoutException;
        String authority = backend.target().getAuthority();
        response.reset();
        Responses.write(
                request,
                response,
                callback,
                isLate ? 504 : 502,
                isLate
                        ? "the backend %s of %s did not answer in time".formatted(authority, path + "/")
                        : "the backend %s of %s cannot be reached".formatted(authority, path + "/"));
    }
}
