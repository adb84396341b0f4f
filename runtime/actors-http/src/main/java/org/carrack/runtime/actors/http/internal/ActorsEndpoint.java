package org.carrack.runtime.actors.http.internal;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.carrack.actor.ActorCall;
import org.carrack.actor.ActorDispatcher;
import org.carrack.actor.ActorException;
import org.carrack.http.HttpAnswer;
import org.carrack.http.HttpCall;
import org.carrack.http.HttpEndpoint;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The HTTP door to actors. The rules are 3Bot's, with a JSON error on every path: a body counts where its type is JSON,
 * any other is ignored.
 */
@Component(property = HttpEndpoint.PACKAGE_PATH + "=actors")
public final class ActorsEndpoint implements HttpEndpoint {

    /** 3Bot's limit for a body. */
    static final int LARGEST_BODY = 102_400;

    private static final byte[] NOTHING = {};

    private final ActorDispatcher dispatcher;

    @Activate
    public ActorsEndpoint(@Reference ActorDispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public CompletionStage<HttpAnswer> handle(HttpCall call) {
        String[] segments = call.path().split("/", -1);
        if (segments.length != 3 || segments[1].isEmpty() || segments[2].isEmpty()) {
            return answer(HttpAnswer.error(
                    404,
                    "there is no actor method here; the form is /%s/actors/<actor>/<method>"
                            .formatted(call.packageName())));
        }
        switch (call.method()) {
            case "POST" -> {
                return post(call, segments[1], segments[2]);
            }
            case "OPTIONS" -> {
                return answer(new HttpAnswer(200, Map.of("Allow", "POST, OPTIONS"), NOTHING));
            }
            default -> {
                return answer(HttpAnswer.error(405, "call actors with POST, not %s".formatted(call.method()))
                        .with("Allow", "POST, OPTIONS"));
            }
        }
    }

    private CompletionStage<HttpAnswer> post(HttpCall call, String actor, String method) {
        String type = call.header("Content-Type").orElse("");
        return call.body(LARGEST_BODY)
                .thenComposeAsync(
                        body -> {
                            boolean ignored = !isJson(type) && body.length > 0;
                            return dispatcher
                                    .call(new ActorCall(
                                            call.packageName(), actor, method, ignored ? NOTHING : body, call.caller()))
                                    .handle((json, failure) -> json != null
                                            ? HttpAnswer.json(200, json)
                                            : error(failure, ignored ? hint(type) : ""));
                        },
                        call.workers());
    }

    private static HttpAnswer error(Throwable failure, String hint) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof ActorException e)) {
            throw new CompletionException(cause);
        }
        String message = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case BAD_REQUEST -> HttpAnswer.error(400, message + hint);
            case LOGIN_NEEDED -> HttpAnswer.error(401, message).with("WWW-Authenticate", "Bearer");
            case FORBIDDEN -> HttpAnswer.error(403, message);
            case NOT_FOUND -> HttpAnswer.error(404, message);
            case FAILED -> HttpAnswer.error(500, message);
        };
    }

    /** Who sends JSON with curl -d and no header has sent a form, and wonders where the arguments went. */
    private static String hint(String type) {
        return " (the body was ignored: its Content-Type is %s, not application/json)"
                .formatted(type.isBlank() ? "missing" : type);
    }

    private static boolean isJson(String contentType) {
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).trim().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }

    private static CompletionStage<HttpAnswer> answer(HttpAnswer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
