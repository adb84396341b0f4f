package org.carrack.spi.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.http.PushListener;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An endpoint that answers some requests with server-sent events ({@code text/event-stream}), whatever their method: what happens while the
 * answer is made, and the answer as the last. Implemented by modules.
 *
 * <p>Called by many threads at once, none of which may be blocked.
 */
@ConsumerType
public interface EventAnswerEndpoint extends HttpEndpoint {

    /** What is answered. */
    sealed interface Answer {

        /** An ordinary response. */
        record Whole(HttpResponse response) implements Answer {}

        /**
         * A stream of events, with a sign of life every few seconds.
         *
         * @param listener is given the connection; sends what there is, and closes it after the last
         */
        record Events(PushListener listener) implements Answer {}
    }

    /** Answers one request. A failed stage or an exception results in status 500 and is logged. */
    CompletionStage<Answer> answer(HttpRequest call);

    @Override
    default CompletionStage<HttpResponse> handle(HttpRequest call) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("it is asked for its answer"));
    }
}
