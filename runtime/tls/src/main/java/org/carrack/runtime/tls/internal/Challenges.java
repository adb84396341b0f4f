package org.carrack.runtime.tls.internal;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpEveryHost;
import org.carrack.http.HttpPath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Answers a certificate authority's challenges (RFC 8555, 8.3) at every host of the server. */
@Component(service = {HttpEndpoint.class, Challenges.class})
@HttpPath("/.well-known/acme-challenge")
@HttpEveryHost
public final class Challenges implements HttpEndpoint {

    private final Map<String, String> answers = new ConcurrentHashMap<>();

    @Activate
    public Challenges() {}

    void put(String token, String answer) {
        answers.put(token, answer);
    }

    void remove(String token) {
        answers.remove(token);
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        String answer = answers.get(call.path().replaceFirst("^/", ""));
        return CompletableFuture.completedFuture(
                answer == null
                        ? HttpResponse.error(404, "there is no such challenge")
                        : new HttpResponse(
                                200, Map.of("Content-Type", "text/plain"), answer.getBytes(StandardCharsets.US_ASCII)));
    }
}
