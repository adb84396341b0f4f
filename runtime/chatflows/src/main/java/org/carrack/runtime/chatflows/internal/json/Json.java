package org.carrack.runtime.chatflows.internal.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON as maps, lists, texts, numbers, booleans and null. Unlike the server's own small reader it keeps nulls, which have a
 * place in a list, and decimals as they are written.
 */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private Json() {}

    /**
     * Reads a value.
     *
     * @throws IOException if it is no JSON, or goes on after it
     */
    public static @Nullable Object read(String text) throws IOException {
        return MAPPER.readValue(text, Object.class);
    }

    public static String write(@Nullable Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what is to be stored has a type that was not checked", e);
        }
    }
}
