package org.carrack.runtime.http.internal.server;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.carrack.runtime.http.internal.routing.Binding;
import org.eclipse.jetty.server.ServerConnector;

/** The ports that packages have opened besides the server's own. Used under the HTTP server's lock. */
final class PackagePorts {

    /** How long a port that was closed here may be in use still. */
    private static final Duration CLOSED_LIMIT = Duration.ofSeconds(2);

    private static final Duration CLOSED_PAUSE = Duration.ofMillis(20);

    private final Connectors connectors;
    private final String bind;
    private final Map<Integer, Opened> open = new HashMap<>();

    private record Opened(ServerConnector connector, Binding binding) {}

    PackagePorts(Connectors connectors, String bind) {
        this.connectors = connectors;
        this.bind = bind;
    }

    /**
     * Opens a port, unless it is open or the server's own.
     *
     * @throws HttpServerException if that cannot be done, or the port is open in another way
     */
    void open(int port, Binding binding) throws HttpServerException {
        Opened known = open.get(port);
        if (port == 0 || (known != null && known.binding().equals(binding))) {
            return;
        }
        if (known != null) {
            throw new HttpServerException("port %d is open already for %s, and cannot be for %s too; choose another"
                    .formatted(port, known.binding(), binding));
        }
        ServerConnector connector = binding.isSecure() ? connectors.secure() : connectors.plain();
        // By its name the router knows where a request came in.
        connector.setName(String.valueOf(port));
        String address = binding.address().isEmpty() ? bind : binding.address();
        try {
            connectors.open(connector, address, port);
        } catch (IOException e) {
            throw new HttpServerException(
                    "port %d on %s cannot be opened (%s); stop what uses it, or choose another"
                            .formatted(port, address, e.getMessage()),
                    e);
        }
        open.put(port, new Opened(connector, binding));
    }

    /** The same for a port that is open with other properties and in use by no package. */
    void openAnew(int port, Binding binding) throws HttpServerException {
        Opened known = open.get(port);
        if (known == null || known.binding().equals(binding)) {
            open(port, binding);
            return;
        }
        open.remove(port);
        connectors.close(known.connector());
        long end = System.nanoTime() + CLOSED_LIMIT.toNanos();
        while (true) {
            try {
                open(port, binding);
                return;
            } catch (HttpServerException e) {
                // A program that is being started holds the old socket for a moment, until it is another program.
                if (!(e.getCause() instanceof IOException) || System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(CLOSED_PAUSE.toNanos());
            }
        }
    }

    /** How a port is open; without TLS if it is not open yet. */
    Binding binding(int port) {
        Opened known = open.get(port);
        return known == null ? Binding.PLAIN : known.binding();
    }

    /** Closes the ports that are not among these. */
    void closeUnused(Set<Integer> used) {
        open.entrySet().removeIf(entry -> {
            if (used.contains(entry.getKey())) {
                return false;
            }
            connectors.close(entry.getValue().connector());
            return true;
        });
    }
}
