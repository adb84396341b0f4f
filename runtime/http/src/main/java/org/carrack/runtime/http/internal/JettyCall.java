package org.carrack.runtime.http.internal;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.carrack.auth.Caller;
import org.carrack.http.BodyTooLargeException;
import org.carrack.http.HttpCall;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;

/** A Jetty request as endpoints see it. */
record JettyCall(Request request, String packageName, String path, Caller caller, Executor workers)
        implements HttpCall {

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public Optional<String> query() {
        return Optional.ofNullable(request.getHttpURI().getQuery());
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    @Override
    public CompletionStage<byte[]> body(int limit) {
        if (request.getLength() > limit) {
            return CompletableFuture.failedFuture(new BodyTooLargeException(limit));
        }
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        Content.Source.asByteArrayAsync(
                request,
                limit,
                Promise.Invocable.from(
                        Invocable.InvocationType.NON_BLOCKING,
                        body::complete,
                        // An IllegalStateException is Jetty's way to say that the limit was passed.
                        failure -> body.completeExceptionally(
                                failure instanceof IllegalStateException
                                        ? new BodyTooLargeException(limit)
                                        : failure)));
        return body;
    }
}
