package org.carrack.spi.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as plain Java values: {@code Map}, {@code List}, {@code String}, {@code Long}, {@code Double}, {@code Boolean}. For
 * what the server itself reads and writes; it streams, since data binding would be loaded at every start. Values of package
 * authors are bound by Jackson's {@code ObjectMapper} instead. Stateless.
 */
public final class JsonValues {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonValues() {}

    /**
     * Reads an object. Fields and elements that are null are left out.
     *
     * @throws IOException if the text is no JSON object, or goes on after it
     */
    public static Map<String, Object> readObject(byte[] text) throws IOException {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it is no JSON object");
            }
            Map<String, Object> object = object(json);
            if (json.nextToken() != null) {
                throw new IOException("there is more after the end of the JSON object");
            }
            return object;
        }
    }

    /** Reads an object as {@link #readObject(byte[])} does. */
    public static Map<String, Object> readObject(String text) throws IOException {
        return readObject(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads the texts in an array; a value that is no text is one by its spelling, and nested arrays are flattened.
     *
     * @throws IOException if it is no JSON
     */
    public static List<String> readTexts(String array) throws IOException {
        List<String> texts = new ArrayList<>();
        try (JsonParser json = JSON.createParser(array)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isScalarValue()) {
                    texts.add(json.getText());
                }
            }
        }
        return texts;
    }

    /**
     * Reads any value: a {@code String}, {@code Long}, {@code Double}, {@code Boolean}, {@code List} or {@code Map}. Fields and elements that
     * are null are left out.
     *
     * @throws IOException if the text is no JSON, is {@code null}, or goes on after the value
     */
    public static Object readValue(String text) throws IOException {
        try (JsonParser json = JSON.createParser(text)) {
            Object value = json.nextToken() == null ? null : value(json);
            if (value == null) {
                throw new IOException("it is no JSON value");
            }
            if (json.nextToken() != null) {
                throw new IOException("there is more after the end of the JSON value");
            }
            return value;
        }
    }

    private static Map<String, Object> object(JsonParser json) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            Object value = value(json);
            if (value != null) {
                object.put(name, value);
            }
        }
        return object;
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    Object element = value(json);
                    if (element != null) {
                        array.add(element);
                    }
                }
                yield array;
            }
            // One that is too large for a long is still a number.
            case VALUE_NUMBER_INT ->
                json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? json.getDoubleValue()
                        : (Object) json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
            case VALUE_NULL -> null;
            default -> json.getText();
        };
    }

    /**
     * An object to be written, with its fields in this order.
     *
     * @param namesAndValues a name before each value; values as {@link #write} takes them
     */
    public static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }

    /**
     * Writes a value without line breaks.
     *
     * @param value a map, an iterable, a number, a boolean, null; anything else is the text it is by {@code toString}
     */
    public static String write(@Nullable Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException("a string can always be written", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Iterable<?> list && !(value instanceof Path)) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Number number) {
            json.writeNumber(number.doubleValue());
        } else {
            json.writeString(String.valueOf(value));
        }
    }
}
