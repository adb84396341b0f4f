package org.carrack.client.internal;

import java.util.concurrent.CompletableFuture;
import org.carrack.actor.ActorException;

/** One way into a server. Used by many threads at once. */
public interface Transport extends AutoCloseable {

    /**
     * Calls a method.
     *
     * @param arguments a JSON object
     * @return the result as JSON; failed with {@link ActorException} where the server refused or the method failed, with
     *     {@link java.io.UncheckedIOException} where the server could not be reached or did not answer
     */
    CompletableFuture<byte[]> call(ActorMethodName actor, String method, byte[] arguments);

    @Override
    void close();

    /** The address of the server. */
    @Override
    String toString();
}
