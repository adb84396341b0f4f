package org.carrack.runtime.http.internal.response;

import java.time.Duration;
import org.carrack.spi.config.ServerConfig;

/**
 * Limits of requests: {@code [http]} in {@code etc/carrack.toml}.
 *
 * @param headBytes how large the head of a request, or of a backend's answer, may be
 * @param headTime how long the head of a request may take as a whole
 */
public record HttpLimits(int headBytes, Duration headTime) {

    /** The key of {@link #headBytes}, in kilobytes. */
    static final String HEAD_LIMIT = "head_limit_kb";

    public static HttpLimits of(ServerConfig config) {
        HttpConfig http = config.view(HttpConfig.class);
        return new HttpLimits(http.headLimitKb() << 10, Duration.ofSeconds(http.headLimitS()));
    }

    /** The largest upload, in bytes. It may change while the server runs. */
    public static long upload(ServerConfig config) {
        return (long) config.view(HttpServerConfig.class).uploadLimitMb() << 20;
    }

    /** What to say of a head that is too large. */
    public String tooLarge(String whose) {
        return "%s is larger than %d kB; send less, or raise %s below [http] in etc/carrack.toml"
                .formatted(whose, headBytes >> 10, HEAD_LIMIT);
    }
}
