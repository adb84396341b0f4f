package org.carrack.http;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An endpoint whose clients can be sent things as they happen: over a WebSocket, or as server-sent events ({@code text/event-stream}). As any
 * {@link HttpEndpoint} it decides itself who may come in, by {@link HttpRequest#caller()}; a connection is closed when its caller logs out or
 * loses the rights that the call had.
 *
 * <p>Implemented by modules and packages. Called by many threads at once, none of which may be blocked.
 */
@ConsumerType
public interface PushEndpoint extends HttpEndpoint {

    /**
     * A client wants a connection.
     *
     * @return who is told of it; nothing if there are none at that path, so that {@link #handle} answers
     */
    Optional<PushListener> open(HttpRequest call);
}
