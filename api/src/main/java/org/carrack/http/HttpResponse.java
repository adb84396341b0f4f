package org.carrack.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer to an {@link HttpRequest}.
 *
 * @param status the HTTP status
 * @param headers the headers, {@code Content-Type} among them
 * @param body the body; not copied, must not be changed afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record HttpResponse(int status, Map<String, String> headers, byte[] body) {

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    /** An answer in JSON. */
    public static HttpResponse json(int status, byte[] json) {
        return new HttpResponse(status, JSON, json);
    }

    /** {@code {"error": message}}. */
    public static HttpResponse error(int status, String message) {
        return json(status, ("{\"error\": " + quote(message) + "}").getBytes(StandardCharsets.UTF_8));
    }

    /** This answer with one more header. */
    public HttpResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new HttpResponse(status, Map.copyOf(more), body);
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
