package org.carrack.runtime.http.internal.server;

import java.io.IOException;
import java.util.Map;
import org.carrack.manage.PackageManager;
import org.carrack.spi.auth.Authenticator;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.server.StartFailure;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the server's port once the package manager is there, which has closed the gates of all packages that are to come, and
 * callers can be authenticated: so no early request misses its package, or is taken for another caller's. Tells by a {@link Condition} with the address that the port is open.
 */
@Component(
        service = {},
        immediate = true)
public final class ServerPort {

    private static final Logger LOG = LoggerFactory.getLogger(ServerPort.class);

    private final HttpServer httpServer;
    private final ServerConnector connector;
    private final @Nullable ServerConnector secure;
    private final ServiceRegistration<Condition> open;

    @Activate
    public ServerPort(
            BundleContext context,
            @Reference HttpServer httpServer,
            @Reference ServerConfig config,
            @Reference PackageManager packages,
            @Reference Authenticator authenticator)
            throws HttpServerException {
        this.httpServer = httpServer;
        String bind = bind(context);
        connector = httpServer.connectors().plain();
        open(
                context,
                connector,
                bind,
                Integer.parseInt(property(context, "carrack.http.port", "8080")),
                "choose another with --port");
        httpServer.ownPort(connector.getLocalPort());
        secure = secure(context, config, bind);
        String host = bind.equals("0.0.0.0") || bind.equals("::") ? "127.0.0.1" : bind;
        String address =
                "http://%s:%d/".formatted(host.contains(":") ? "[" + host + "]" : host, connector.getLocalPort());
        open = context.registerService(
                Condition.class,
                Condition.INSTANCE,
                FrameworkUtil.asDictionary(
                        Map.of(Condition.CONDITION_ID, "org.carrack.http.open", "osgi.http.endpoint", address)));
    }

    @Deactivate
    void deactivate() {
        open.unregister();
        httpServer.securePort(0);
        httpServer.connectors().close(connector);
        ServerConnector tls = secure;
        if (tls != null) {
            httpServer.connectors().close(tls);
        }
    }

    /** The port that speaks TLS, where the server's owner wants one. */
    private @Nullable ServerConnector secure(BundleContext context, ServerConfig config, String bind)
            throws HttpServerException {
        if (!httpServer.speaksTls()) {
            return null;
        }
        ServerConnector tls;
        try {
            tls = httpServer.connectors().secure();
        } catch (HttpServerException e) {
            throw fail(context, "%s (etc/carrack.toml, [tls])".formatted(e.getMessage()), e);
        }
        open(
                context,
                tls,
                bind,
                config.view(TlsPortConfig.class).port(),
                "choose another: port in [tls] of etc/carrack.toml");
        httpServer.securePort(tls.getLocalPort());
        LOG.info("HTTPS on port {}", tls.getLocalPort());
        return tls;
    }

    private void open(BundleContext context, ServerConnector opened, String bind, int port, String advice)
            throws HttpServerException {
        try {
            httpServer.connectors().open(opened, bind, port);
        } catch (IOException e) {
            throw fail(
                    context,
                    "Port %d on %s cannot be opened (%s); stop what uses it or %s"
                            .formatted(port, bind, e.getMessage(), advice),
                    e);
        }
    }

    private static HttpServerException fail(BundleContext context, String problem, Exception cause) {
        LOG.error(problem);
        StartFailure.tell(context, problem);
        return new HttpServerException(problem, cause);
    }

    /** The address that all ports are opened on. */
    static String bind(BundleContext context) {
        return property(context, "carrack.http.bind", "127.0.0.1");
    }

    private static String property(BundleContext context, String key, String otherwise) {
        String value = context.getProperty(key);
        return value == null || value.isBlank() ? otherwise : value;
    }
}
