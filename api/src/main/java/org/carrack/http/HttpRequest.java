package org.carrack.http;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.carrack.auth.Caller;
import org.osgi.annotation.versioning.ProviderType;

/** One HTTP request. Implemented by the HTTP server. Used by one thread at a time. */
@ProviderType
public interface HttpRequest {

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

    /** Whether the client takes a page, as browsers do; others get what programs read. */
    default boolean acceptsHtml() {
        return acceptsHtml(header("Accept").orElse(""));
    }

    /** Whether a header {@code Accept} names HTML. */
    static boolean acceptsHtml(String accept) {
        return accept.contains("text/html");
    }

    /** The value of a cookie. */
    Optional<String> cookie(String name);

    /**
     * The caller. A browser's session is accepted only if the request is safe or {@link #isSameOrigin}; otherwise
     * the caller is anonymous.
     */
    Caller caller();

    /** Whether it came over TLS, here or at a trusted proxy in front. */
    boolean isSecure();

    /** The client's address, as reported by a trusted proxy if there is one. */
    String remoteAddress();

    /**
     * Whether a browser confirms that a page of this host, or the user, made the request ({@code Sec-Fetch-Site},
     * {@code Origin}); other clients send neither.
     */
    boolean isSameOrigin();

    /**
     * Reads the whole body.
     *
     * @param limit the largest size in bytes
     * @return the body, or failed with {@link BodyTooLargeException}
     */
    CompletionStage<byte[]> body(int limit);

    /**
     * Writes the whole body to a file: of a form ({@code multipart/form-data}) the first file in it. On a thread that may
     * block.
     *
     * @param folder where the file is created; it is named as it was sent
     * @param limit the largest size in bytes
     * @return the file, or failed with {@link BodyTooLargeException}
     */
    CompletionStage<Path> file(Path folder, long limit);

    /** The largest upload that the server's configuration permits ({@code upload_limit_mb}), in bytes: a limit for {@link #file}. */
    long uploadLimit();

    /** Threads that may block. */
    Executor workers();
}
