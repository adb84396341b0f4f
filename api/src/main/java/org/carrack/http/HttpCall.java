package org.carrack.http;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.carrack.auth.Caller;
import org.osgi.annotation.versioning.ProviderType;

/** One HTTP request. Implemented by the front door. Used by one thread at a time. */
@ProviderType
public interface HttpCall {

    /** The method, in capitals. */
    String method();

    /** The decoded path below the endpoint: empty, or starting with a slash. Never holds {@code ..} segments. */
    String path();

    /** The package below which the endpoint was called; empty for an endpoint of the server. */
    String packageName();

    /** The query as it was sent, without the question mark. */
    Optional<String> query();

    /** The value of a request header. */
    Optional<String> header(String name);

    /** Who calls. */
    Caller caller();

    /**
     * Reads the whole body.
     *
     * @param limit the most bytes to take
     * @return the body, or failed with {@link BodyTooLargeException}
     */
    CompletionStage<byte[]> body(int limit);

    /** Threads that may block. */
    Executor workers();
}
