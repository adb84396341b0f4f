package org.carrack.http;

import java.nio.file.Path;
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

    /** Whether the method is one that only reads: {@code GET} or {@code HEAD}. */
    default boolean isRead() {
        return method().equals("GET") || method().equals("HEAD");
    }

    /** The decoded path below the endpoint: empty, or starting with a slash. Never holds {@code ..} segments. */
    String path();

    /** The package below which the endpoint was called; empty for an endpoint of the server. */
    String packageName();

    /** The query as it was sent, without the question mark. */
    Optional<String> query();

    /** The value of a request header. */
    Optional<String> header(String name);

    /** The value of a cookie. */
    Optional<String> cookie(String name);

    /**
     * Who calls. A browser's session counts only where the call changes nothing, or {@link #isSameOrigin} vouches for it; else
     * the caller is nobody.
     */
    Caller caller();

    /** Whether it came over TLS, here or at a trusted proxy before us. */
    boolean isSecure();

    /** The address it came from, of a trusted proxy the address that one was asked from. */
    String remoteAddress();

    /**
     * Whether a browser says that a page of this very host made the call, or the person at it ({@code Sec-Fetch-Site},
     * {@code Origin}); programs say neither.
     */
    boolean isSameOrigin();

    /**
     * Reads the whole body.
     *
     * @param limit the most bytes to take
     * @return the body, or failed with {@link BodyTooLargeException}
     */
    CompletionStage<byte[]> body(int limit);

    /**
     * Writes the whole body to a file: of a form ({@code multipart/form-data}) the first file in it. On a thread that may
     * block.
     *
     * @param folder where the file is made; its name is the one that was sent, if any was
     * @param limit the most bytes to take
     * @return the file, or failed with {@link BodyTooLargeException}
     */
    CompletionStage<Path> file(Path folder, long limit);

    /** Threads that may block. */
    Executor workers();
}
