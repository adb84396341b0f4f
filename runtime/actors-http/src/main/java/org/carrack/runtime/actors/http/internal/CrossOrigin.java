package org.carrack.runtime.actors.http.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.spi.config.ServerConfig;

/**
 * Which other sites' pages may call actors from a browser (CORS, the Fetch standard): those of the table {@code cors} in
 * {@code etc/carrack.toml}, by itself none.
 *
 * <p>{@code origins}: the sites, {@code ["https://app.example.org"]}, or {@code ["*"]} for all; {@code headers}: what they may
 * send besides {@code Content-Type} and {@code Authorization}; {@code max_age_s}: how long a browser may remember it.
 */
final class CrossOrigin {

    private final CorsConfig config;

    CrossOrigin(ServerConfig config) {
        this.config = config.view(CorsConfig.class);
    }

    /** The answer to {@code OPTIONS}: what is allowed, and to a browser that asks for another site, whether it may. */
    HttpResponse preflight(HttpRequest call, String methods) {
        HttpResponse answer = new HttpResponse(200, Map.of("Allow", methods), new byte[0]);
        boolean isAsked = call.header("Access-Control-Request-Method").isPresent();
        if (!isAsked || allowed(call).isEmpty()) {
            return answer;
        }
        String headers = "Content-Type, Authorization"
                + String.join("", Stream.of(config.headers()).map(h -> ", " + h).toList());
        return allow(call, answer)
                .with("Access-Control-Allow-Methods", methods)
                .with("Access-Control-Allow-Headers", headers)
                .with("Access-Control-Max-Age", String.valueOf(config.maxAgeS()));
    }

    /** An answer that the asking site may read, where it may. */
    HttpResponse allow(HttpRequest call, HttpResponse answer) {
        return allowed(call)
                .map(origin ->
                        answer.with("Access-Control-Allow-Origin", origin).with("Vary", "Origin"))
                .orElse(answer);
    }

    private Optional<String> allowed(HttpRequest call) {
        List<String> origins = List.of(config.origins());
        if (origins.contains("*")) {
            return call.header("Origin").map(origin -> "*");
        }
        return call.header("Origin").filter(origins::contains);
    }
}
