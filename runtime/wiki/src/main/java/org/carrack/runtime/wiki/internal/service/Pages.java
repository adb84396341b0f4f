package org.carrack.runtime.wiki.internal.service;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;

/** Answers that are pages. Stateless. */
final class Pages {

    /** Scripts and frames are the server's own alone, and nothing on a page can be sent elsewhere. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; media-src 'self'; frame-src 'self'; connect-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

    private Pages() {}

    static HttpResponse html(int status, String html) {
        return new HttpResponse(
                status,
                Map.of(
                        "Content-Type",
                        "text/html;charset=utf-8",
                        "Content-Security-Policy",
                        POLICY,
                        "X-Content-Type-Options",
                        "nosniff",
                        "X-Frame-Options",
                        "SAMEORIGIN",
                        "Referrer-Policy",
                        "same-origin",
                        "Cache-Control",
                        "private, no-cache"),
                html.getBytes(StandardCharsets.UTF_8));
    }

    static HttpResponse redirect(String location) {
        return new HttpResponse(302, Map.of("Location", location, "Cache-Control", "private, no-cache"), new byte[0]);
    }

    /** Answers a request that only reads, on a thread that may block. */
    static CompletionStage<HttpResponse> read(HttpRequest call, Supplier<HttpResponse> answer) {
        return call.isRead()
                ? CompletableFuture.supplyAsync(answer, call.workers())
                : CompletableFuture.completedFuture(
                        HttpResponse.error(405, "this can only be read").with("Allow", "GET, HEAD"));
    }
}
