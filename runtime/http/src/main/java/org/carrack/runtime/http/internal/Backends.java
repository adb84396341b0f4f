package org.carrack.runtime.http.internal;

import java.time.Duration;
import org.carrack.config.ServerConfig;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpCookieStore;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client that all proxies send requests with: it keeps connections to backends alive. */
@Component(service = Backends.class)
public final class Backends {

    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final int MOST_CONNECTIONS = 512;

    private final HttpClient client = new HttpClient();
    private final long answerLimitMs;

    @Activate
    public Backends(@Reference FrontDoor door, @Reference ServerConfig config) throws FrontDoorException {
        answerLimitMs = config.number("proxy.answer_limit_ms", 60_000);
        client.setExecutor(door.server().getThreadPool());
        client.setFollowRedirects(false);
        client.setUserAgentField(null);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setMaxConnectionsPerDestination(MOST_CONNECTIONS);
        client.setConnectTimeout(CONNECT_LIMIT.toMillis());
        client.setIdleTimeout(answerLimitMs);
        client.setRequestBufferSize(16 << 10);
        try {
            client.start();
            // Answers pass as they are.
            client.getContentDecoderFactories().clear();
            client.getProtocolHandlers().clear();
        } catch (Exception e) { // LifeCycle.start declares it
            throw new FrontDoorException("Jetty's client could not start: " + e.getMessage(), e);
        }
    }

    @Deactivate
    void deactivate() {
        try {
            client.stop();
        } catch (Exception e) { // LifeCycle.stop declares it
            LOG.warn("the client of proxies did not stop cleanly", e);
        }
    }

    Proxy proxy(ServerLocation location) {
        return new Proxy(location, client, answerLimitMs);
    }
}
