package org.carrack.runtime.gedis.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.carrack.actor.ActorException;

/** The headers of a call: ThreeBot's third part, a JSON object of texts. */
final class Headers {

    static final Headers NONE = new Headers(Map.of());

    static final JsonFactory JSON = new JsonFactory();

    private final Map<String, String> values;

    private Headers(Map<String, String> values) {
        this.values = values;
    }

    /** @throws ActorException if it is no such object, or asks for another format than JSON */
    static Headers parse(byte[] json) {
        Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw ActorException.badRequest("the headers must be a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (!parser.currentToken().isScalarValue()) {
                    throw ActorException.badRequest("the header %s must be a text".formatted(name));
                }
                values.put(name, parser.getText());
            }
            if (parser.nextToken() != null) {
                throw ActorException.badRequest("the headers are not JSON: there is more after their end");
            }
        } catch (IOException e) {
            throw ActorException.badRequest("the headers are not JSON");
        }
        for (String format : new String[] {"content_type", "response_type"}) {
            String wanted = values.getOrDefault(format, "json").toLowerCase(Locale.ROOT);
            if (!wanted.equals("json") && !wanted.equals("auto")) {
                throw ActorException.badRequest("%s %s is not known here; use json".formatted(format, wanted));
            }
        }
        return new Headers(values);
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
