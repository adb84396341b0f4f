package org.carrack.runtime.auth.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The fields that a page or a program has sent, as a form, as JSON or in the query. Immutable. */
record Form(Map<String, String> fields) {

    private static final JsonFactory JSON = new JsonFactory();

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
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is no object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (!json.nextToken().isScalarValue()) {
                    throw new IllegalArgumentException("%s is no text".formatted(name));
                }
                if (json.currentToken() != JsonToken.VALUE_NULL) {
                    fields.put(name, json.getText());
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no JSON", e);
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
