package org.carrack.runtime.auth.internal;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.spi.json.JsonValues;

/** The fields that a page or a program has sent, as a form, as JSON or in the query. Immutable. */
record Form(Map<String, String> fields) {

    /** @throws IllegalArgumentException if it cannot be read */
    static Form ofQuery(String query) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!name.isEmpty()) {
                fields.putIfAbsent(decoded(name), decoded(value));
            }
        }
        return new Form(fields);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /**
     * A JSON object of texts, numbers and booleans.
     *
     * @throws IllegalArgumentException if it cannot be read
     */
    static Form ofJson(byte[] body) {
        Map<String, String> fields = new LinkedHashMap<>();
        try {
            JsonValues.readObject(body).forEach((name, value) -> {
                if (value instanceof Map || value instanceof List) {
                    throw new IllegalArgumentException("%s is no text".formatted(name));
                }
                fields.put(name, String.valueOf(value));
            });
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no JSON object", e);
        }
        return new Form(fields);
    }

    Form {
        fields = Map.copyOf(fields);
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
    }

    String get(String name) {
        return fields.getOrDefault(name, "");
    }
}
