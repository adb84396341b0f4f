package org.carrack.spi.actor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carrack.actor.ActorException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Calls actors. Implemented by the server; protocols (HTTP, RESP) and packages use it as a service.
 *
 * <p>Safe for any thread. No call blocks the calling thread: a method that may block runs on a worker thread, of which each
 * package has a share. (A thread that is such a worker already runs it itself.)
 */
@ProviderType
public interface ActorDispatcher {

    /**
     * Calls one actor method.
     *
     * <p>The errors: {@code NOT_FOUND} if there is no such package, actor or method; {@code UNAUTHENTICATED} and
     * {@code FORBIDDEN} if the package, or a role that the method requires, is closed to the caller; {@code UNSAFE} if
     * the request may only read and the method does more; {@code BAD_REQUEST} if the arguments do not fit,
     * {@code TOO_LARGE} if there is too much of them; {@code BUSY} if too many calls of the package run already;
     * {@code TIME_LIMIT} if the method took too long; {@code FAILED} if it threw, or its result is no JSON or too large.
     */
    void call(ActorCall call, ActorReply reply);

    /** The largest size of a call's arguments in bytes; a transport need not read more. */
    int argumentsLimit();

    /** The same with the result as a stage, which fails with an {@link ActorException}. */
    default CompletionStage<byte[]> call(ActorCall call) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        call(call, new ActorReply() {
            @Override
            public void result(byte[] json) {
                answer.complete(json);
            }

            @Override
            public void error(ActorException error) {
                answer.completeExceptionally(error);
            }
        });
        return answer;
    }
}
