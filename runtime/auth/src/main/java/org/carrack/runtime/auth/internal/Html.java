package org.carrack.runtime.auth.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.carrack.http.HttpResponse;

/** Pages: their style, and the headers that keep strangers' scripts, frames and caches out. Stateless. */
final class Html {

    private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none';"
            + " frame-ancestors 'none'; form-action 'self'";

    private Html() {}

    static HttpResponse page(int status, String html) {
        return answer(status, "text/html;charset=utf-8", html);
    }

    /** The tokens of the design, for pages that have parts of their own. */
    static HttpResponse design() {
        return css(resource("design.css"));
    }

    /** How pages of the server itself look. */
    static HttpResponse style() {
        return css(resource("design.css") + resource("style.css"));
    }

    private static HttpResponse css(String text) {
        return answer(200, "text/css;charset=utf-8", text).with("Cache-Control", "max-age=3600");
    }

    private static String resource(String name) {
        try (InputStream in = Html.class.getResourceAsStream("page/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse answer(int status, String type, String text) {
        return new HttpResponse(
                status,
                Map.of(
                        "Content-Type",
                        type,
                        "Content-Security-Policy",
                        POLICY,
                        "X-Content-Type-Options",
                        "nosniff",
                        "X-Frame-Options",
                        "DENY",
                        // The address may hold what leads back into a login.
                        "Referrer-Policy",
                        "same-origin",
                        "Cache-Control",
                        "no-store"),
                text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends the browser on, by {@code GET}. */
    static HttpResponse redirect(String location) {
        return new HttpResponse(303, Map.of("Location", location, "Cache-Control", "no-store"), new byte[0]);
    }
}
