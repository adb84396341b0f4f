package org.carrack.runtime.http.internal.access;

import java.net.InetSocketAddress;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Believes what a proxy before this server says of a request: who asks ({@code X-Real-IP}), whether by TLS
 * ({@code X-Forwarded-Proto}) and at which port ({@code X-Forwarded-ServerPort}); of the proxies that the server's owner trusts, and
 * of nobody else.
 */
public final class TrustedProxies implements HttpConfiguration.Customizer {

    private static final String PORT = "X-Forwarded-Port";
    private static final String PORT_ATTRIBUTE = TrustedProxies.class.getName() + ".port";

    private final ForwardedRequestCustomizer forwarded = new ForwardedRequestCustomizer();
    private final Set<String> trusted;
    private final boolean isLoopbackTrusted;

    /**
     * @param trusted addresses of proxies
     * @param isLoopbackTrusted whether every process of this machine is one
     */
    public TrustedProxies(Set<String> trusted, boolean isLoopbackTrusted) {
        this.trusted = trusted;
        this.isLoopbackTrusted = isLoopbackTrusted;
        // Of a list of addresses the first is whatever the client wrote; this one the proxy alone writes.
        forwarded.setForwardedForHeader("X-Real-IP");
        forwarded.setForwardedHeader(null);
        forwarded.setForwardedHostHeader(null);
        forwarded.setForwardedServerHeader(null);
        forwarded.setForwardedPortHeader(null);
        forwarded.setForwardedCipherSuiteHeader(null);
        forwarded.setForwardedSslSessionIdHeader(null);
        forwarded.setForwardedHttpsHeader(null);
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        if (!isTrusted(request)) {
            return request;
        }
        String port = request.getHeaders().get(PORT);
        // Only the server's own nginx knows which of its ports a package has.
        if (isLoopbackTrusted && port != null && port.matches("\\d{1,5}")) {
            request.setAttribute(PORT_ATTRIBUTE, Integer.valueOf(port));
        }
        return forwarded.customize(request, responseHeaders);
    }

    private boolean isTrusted(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote
                && ((isLoopbackTrusted && remote.getAddress().isLoopbackAddress())
                        || trusted.contains(remote.getAddress().getHostAddress()));
    }

    /** The port that a proxy took a request at; 0 if none says so. */
    public static int port(Request request) {
        return request.getAttribute(PORT_ATTRIBUTE) instanceof Integer port ? port : 0;
    }
}
