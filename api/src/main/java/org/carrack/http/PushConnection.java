package org.carrack.http;

import org.osgi.annotation.versioning.ProviderType;

/** A connection to a client that is sent things. Implemented by the HTTP server. For any thread; nothing blocks. */
@ProviderType
public interface PushConnection {

    /**
     * Sends text after what was sent before. One that cannot keep up is closed.
     *
     * @param id what a client of server-sent events names after an interruption ({@code Last-Event-ID}); empty for none
     */
    void send(String id, String text);

    /** Closes it after what was sent before; the client may open another. */
    void close(String reason);
}
