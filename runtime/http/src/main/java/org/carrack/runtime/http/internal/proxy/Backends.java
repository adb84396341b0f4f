package org.carrack.runtime.http.internal.proxy;

import java.time.Duration;
import org.carrack.runtime.http.internal.response.HttpLimits;
import org.carrack.runtime.http.internal.routing.RouteTarget;
import org.carrack.runtime.http.internal.server.HttpServer;
import org.carrack.runtime.http.internal.server.HttpServerException;
import org.carrack.runtime.http.internal.server.ProxyLimits;
import org.carrack.spi.config.ServerConfig;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.UpgradeProtocolHandler;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The client that all proxies send requests with: it keeps connections to backends alive. A handler of Jetty's makes it, so that
 * it treats interim answers as a proxy must.
 */
@Component(service = Backends.class)
public final class Backends {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    /** To one backend; a WebSocket has one for itself. */
    private static final int MOST_CONNECTIONS = 16_384;

    private final ProxyHandler owner = new ProxyHandler.Reverse(Request::getHttpURI) {
        @Override
        protected void configureHttpClient(HttpClient client) {
            super.configureHttpClient(client);
            client.setUserAgentField(null);
            client.setMaxConnectionsPerDestination(MOST_CONNECTIONS);
            client.setConnectTimeout(CONNECT_LIMIT.toMillis());
            // Between two reads or writes: a conversation as a whole may last as long as both sides like.
            client.setIdleTimeout(limits.answerMs());
            client.setRequestBufferSize(heads.headBytes());
            client.setMaxResponseHeadersSize(heads.headBytes());
        }
    };

    private final HttpServer httpServer;
    private final ProxyLimits limits;
    private final HttpLimits heads;

    @Activate
    public Backends(@Reference HttpServer httpServer, @Reference ServerConfig config) {
        this.httpServer = httpServer;
        limits = ProxyLimits.of(config);
        heads = HttpLimits.of(config);
    }

    @Deactivate
    public synchronized void deactivate() {
        HttpServer.stop(owner);
    }

    /** The client, which is started for the first backend. */
    private synchronized HttpClient client() {
        if (!owner.isStarted()) {
            try {
                httpServer.start(owner);
            } catch (HttpServerException e) {
                throw new IllegalStateException("the client for backends could not be started", e);
            }
            // Bodies go through as they are.
            owner.getHttpClient().getContentDecoderFactories().clear();
            // The handler's own protocol handlers pass everything on; this one hands connections over.
            owner.getHttpClient().getProtocolHandlers().put(new UpgradeProtocolHandler());
        }
        return owner.getHttpClient();
    }

    /** What sends requests to a backend, with bodies as large as the server's owner allows. */
    public Handler proxy(RouteTarget.Backend backend, String path) {
        SizeLimitHandler limited = new SizeLimitHandler(limits.bodyMb() << 20, -1);
        limited.setHandler(new Proxy(backend, path, client(), heads));
        return limited;
    }
}
