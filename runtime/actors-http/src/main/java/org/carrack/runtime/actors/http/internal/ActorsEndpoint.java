package org.carrack.runtime.actors.http.internal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carrack.actor.ActorException;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpPackagePath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.spi.actor.ActorArguments;
import org.carrack.spi.actor.ActorCall;
import org.carrack.spi.actor.ActorDispatcher;
import org.carrack.spi.actor.ActorReply;
import org.carrack.spi.config.ServerConfig;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Actors over HTTP. The rules are 3Bot's, with a JSON error on every path: a body counts where its type is JSON,
 * any other is ignored.
 */
@Component
@HttpPackagePath("actors")
public final class ActorsEndpoint implements HttpEndpoint {

    private static final String METHODS = "POST, GET, HEAD, OPTIONS";

    private final ActorDispatcher dispatcher;
    private final Documents documents;
    private final CrossOrigin crossOrigin;

    @Activate
    public ActorsEndpoint(
            @Reference ActorDispatcher dispatcher, @Reference Documents documents, @Reference ServerConfig config) {
        this.dispatcher = dispatcher;
        this.documents = documents;
        crossOrigin = new CrossOrigin(config);
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        if (call.method().equals("OPTIONS")) {
            return answer(crossOrigin.preflight(call, METHODS));
        }
        CompletionStage<HttpResponse> answer = route(call);
        // A request of the same site has no Origin, or needs no leave: nearly every one.
        return call.header("Origin").isEmpty() ? answer : answer.thenApply(given -> crossOrigin.allow(call, given));
    }

    private CompletionStage<HttpResponse> route(HttpRequest call) {
        String path = call.path();
        int second = path.indexOf('/', 1);
        boolean isMethod = second > 1 && second < path.length() - 1 && path.indexOf('/', second + 1) < 0;
        if (!isMethod) {
            return call.isRead() ? read(call) : answer(noMethod(call));
        }
        String actor = path.substring(1, second);
        String method = path.substring(second + 1);
        if (call.isRead()) {
            return get(call, actor, method);
        }
        if (call.method().equals("POST")) {
            return post(call, actor, method);
        }
        return answer(HttpResponse.error(405, "call actors with POST, not %s".formatted(call.method()))
                .with("Allow", METHODS));
    }

    /** What there is to read beside the methods: the description of the actors, and the page that shows it. */
    private CompletionStage<HttpResponse> read(HttpRequest call) {
        if (call.path().equals("/openapi.json")) {
            return documents.ofPackage(call);
        }
        if ((call.path().isEmpty() || call.path().equals("/")) && documents.isThere(call.packageName())) {
            return answer(new HttpResponse(302, Map.of("Location", "/openapi/" + call.packageName()), new byte[0]));
        }
        return answer(noMethod(call));
    }

    private static HttpResponse noMethod(HttpRequest call) {
        return HttpResponse.error(
                404,
                "there is no actor method here; the form is /%s/actors/<actor>/<method>".formatted(call.packageName()));
    }

    private CompletionStage<HttpResponse> get(HttpRequest call, String actor, String method) {
        Map<String, List<String>> values;
        try {
            values = Query.parse(call.query().orElse(""));
        } catch (IllegalArgumentException e) {
            return answer(HttpResponse.error(400, "the query cannot be read: " + e.getMessage()));
        }
        return call(call, actor, method, new ActorArguments.Texts(values), true, "");
    }

    private CompletionStage<HttpResponse> post(HttpRequest call, String actor, String method) {
        String type = call.header("Content-Type").orElse("");
        boolean isJson = isJson(type);
        Optional<String> charset = charset(type).filter(name -> !name.equals("utf-8") && !name.equals("us-ascii"));
        if (isJson && charset.isPresent()) {
            return answer(HttpResponse.error(400, "send JSON in UTF-8, not in %s".formatted(charset.get())));
        }
        Optional<String> encoding = call.header("Content-Encoding").filter(name -> !name.equalsIgnoreCase("identity"));
        if (encoding.isPresent()) {
            return answer(HttpResponse.error(400, "send JSON as it is, not in %s".formatted(encoding.get())));
        }
        return call.body(dispatcher.argumentsLimit()).thenCompose(body -> {
            boolean isIgnored = !isJson && body.length > 0;
            ActorArguments arguments =
                    isIgnored || body.length == 0 ? ActorArguments.Named.NONE : new ActorArguments.Named(body);
            return call(call, actor, method, arguments, false, isIgnored ? hint(type) : "");
        });
    }

    private CompletionStage<HttpResponse> call(
            HttpRequest call, String actor, String method, ActorArguments arguments, boolean isReading, String hint) {
        CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
        dispatcher.call(
                new ActorCall(call.packageName(), actor, method, arguments, call.caller(), call::header, isReading),
                new ActorReply() {
                    @Override
                    public void result(byte[] json) {
                        answer.complete(HttpResponse.json(200, json));
                    }

                    @Override
                    public void error(ActorException error) {
                        answer.complete(ActorsEndpoint.error(error, hint));
                    }

                    @Override
                    public boolean lendsThread() {
                        return true;
                    }
                });
        return answer;
    }

    static HttpResponse error(ActorException e, String hint) {
        String message = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case BAD_REQUEST -> HttpResponse.error(400, message + hint);
            case UNAUTHENTICATED -> HttpResponse.error(401, message).with("WWW-Authenticate", "Bearer");
            case FORBIDDEN -> HttpResponse.error(403, message);
            case NOT_FOUND -> HttpResponse.error(404, message);
            case UNSAFE -> HttpResponse.error(405, message).with("Allow", "POST, OPTIONS");
            case CONFLICT -> HttpResponse.error(409, message);
            case TOO_LARGE -> HttpResponse.error(413, message);
            case FAILED -> HttpResponse.error(500, message);
            case BUSY -> HttpResponse.error(503, message).with("Retry-After", "1");
            case TIME_LIMIT -> HttpResponse.error(504, message);
        };
    }

    /** Who sends JSON with curl -d and no header has sent a form, and wonders where the arguments went. */
    private static String hint(String type) {
        return " (the body was ignored: its Content-Type is %s, not application/json)"
                .formatted(type.isBlank() ? "missing" : type);
    }

    private static boolean isJson(String contentType) {
        if (contentType.equals("application/json")) {
            return true;
        }
        int end = contentType.indexOf(';');
        String type =
                (end < 0 ? contentType : contentType.substring(0, end)).trim().toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }

    private static Optional<String> charset(String contentType) {
        int begin = contentType.toLowerCase(Locale.ROOT).indexOf("charset=");
        if (begin < 0) {
            return Optional.empty();
        }
        String rest = contentType.substring(begin + "charset=".length());
        int end = rest.indexOf(';');
        return Optional.of((end < 0 ? rest : rest.substring(0, end))
                .replace("\"", "")
                .trim()
                .toLowerCase(Locale.ROOT));
    }

    private static CompletionStage<HttpResponse> answer(HttpResponse answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
