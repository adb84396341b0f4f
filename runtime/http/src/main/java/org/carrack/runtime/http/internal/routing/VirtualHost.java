package org.carrack.runtime.http.internal.routing;

import java.util.Locale;

/**
 * Where a route is: a port and a host.
 *
 * @param port a port of its own; 0 for the server's
 * @param domain the host, which counts with {@code www.} before it too; empty for any
 */
public record VirtualHost(int port, String domain) {

    /** The server's own port, whatever the host. */
    public static final VirtualHost OWN = new VirtualHost(0, "");

    private static final String WWW = "www.";

    public VirtualHost {
        String lower = domain.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        domain = lower.startsWith(WWW) ? lower.substring(WWW.length()) : lower;
    }

    @Override
    public String toString() {
        String host = domain.isEmpty() ? "" : " of " + domain;
        return port == 0 ? "the server's port" + host : "port " + port + host;
    }
}
