package org.carrack.spi.http;

import java.util.Optional;
import org.carrack.http.HttpRequest;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An endpoint below packages whose clients can be sent things as they happen: over a WebSocket, or as server-sent events
 * ({@code text/event-stream}) where a proxy cuts WebSockets. Unlike other endpoints it need not check access: the HTTP server admits
 * those whom the package's flags admit, to {@link #handle} too.
 *
 * <p>Implemented by modules. Called by many threads at once, none of which may be blocked.
 */
@ConsumerType
public interface PushEndpoint extends PackageEndpoint {

    /**
     * A client wants a connection.
     *
     * @return who is told of it; nothing if there are none at that path, so that {@link #handle} answers
     */
    Optional<PushListener> open(HttpRequest call);
}
