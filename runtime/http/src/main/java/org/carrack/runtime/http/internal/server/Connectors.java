package org.carrack.runtime.http.internal.server;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.carrack.runtime.http.internal.access.TrustedProxies;
import org.carrack.runtime.http.internal.response.HttpLimits;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes connectors with the server's settings: HTTP/1.1, and with TLS (1.2 and 1.3) HTTP/2 too. Not started. */
final class Connectors {

    private static final Logger LOG = LoggerFactory.getLogger(Connectors.class);

    /** What a browser or a backend may send is passed on as it came; what could lead to another file or package is refused. */
    private static final UriCompliance URIS = UriCompliance.DEFAULT.with(
            "carrack",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
            UriCompliance.Violation.ILLEGAL_PATH_CHARACTERS);

    /** What the server adds to the head of a backend's answer, in bytes. */
    private static final int ADDED_TO_ANSWERS = 4 << 10;

    private final Server server;
    private final CertificatesOnDemand certificates;
    private final JettyServices services;
    private final TrustedProxies proxies;
    private final HttpLimits limits;
    private final long strictS;

    /** @param strictS for how many seconds browsers are to speak nothing but TLS to this host (RFC 6797); 0 for as they like */
    Connectors(
            Server server,
            CertificatesOnDemand certificates,
            JettyServices services,
            TrustedProxies proxies,
            HttpLimits limits,
            long strictS) {
        this.limits = limits;
        this.strictS = strictS;
        this.proxies = proxies;
        this.server = server;
        this.certificates = certificates;
        this.services = services;
    }

    ServerConnector plain() {
        return new ServerConnector(server, new HttpConnectionFactory(configuration()));
    }

    /**
     * One that speaks TLS.
     *
     * @throws HttpServerException if there is no certificate to be had
     */
    ServerConnector secure() throws HttpServerException {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(context());
        tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        HttpConfiguration configuration = configuration();
        // Which host a request is for is the router's to say, from its headers.
        configuration.addCustomizer(new SecureRequestCustomizer(false, strictS == 0 ? -1 : strictS, false));
        return services.show(() -> {
            HttpConnectionFactory http = new HttpConnectionFactory(configuration);
            HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(configuration);
            // Browsers open WebSockets over HTTP/1.1 then, which is what backends speak.
            http2.setConnectProtocolEnabled(false);
            ALPNServerConnectionFactory negotiation = new ALPNServerConnectionFactory();
            negotiation.setDefaultProtocol(http.getProtocol());
            SslConnectionFactory ssl = new SslConnectionFactory(tls, negotiation.getProtocol());
            return new ServerConnector(server, ssl, negotiation, http2, http);
        });
    }

    private SSLContext context() throws HttpServerException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {certificates.get().keyManager()}, null, null);
            return context;
        } catch (IOException | GeneralSecurityException | IllegalStateException e) {
            throw new HttpServerException("TLS cannot be spoken: " + e.getMessage(), e);
        }
    }

    private HttpConfiguration configuration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setUriCompliance(URIS);
        http.setRequestHeaderSize(limits.headBytes());
        // More than a proxy takes from a backend. The first buffer has room for all of it: after a larger head
        // Jetty 12.1 does not close a connection as asked.
        http.setResponseHeaderSize(limits.headBytes() + ADDED_TO_ANSWERS);
        http.setMaxResponseHeaderSize(2 * limits.headBytes() + ADDED_TO_ANSWERS);
        http.addCustomizer(proxies);
        return http;
    }

    /**
     * Opens a port.
     *
     * @throws IOException if it cannot be opened; the message is the system's reason
     */
    void open(ServerConnector connector, String address, int port) throws IOException {
        connector.setHost(address);
        connector.setPort(port);
        HeadLimit.watch(connector, server.getScheduler(), limits.headTime());
        try {
            connector.start();
        } catch (Exception e) { // LifeCycle.start declares it
            throw new IOException(e.getCause() instanceof IOException cause ? cause.getMessage() : e.getMessage(), e);
        }
        server.addConnector(connector);
    }

    void close(ServerConnector connector) {
        try {
            connector.stop();
        } catch (Exception e) { // LifeCycle.stop declares it
            LOG.warn("port {} did not close cleanly", connector.getPort(), e);
        }
        server.removeConnector(connector);
    }
}
