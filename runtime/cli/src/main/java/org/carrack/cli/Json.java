package org.carrack.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Writes the JSON of commands that this process answers itself. Stateless. */
final class Json {

    private Json() {}

    /**
     * An object.
     *
     * @param namesAndValues a name before each value: a text, whole number or {@code Boolean}
     */
    static String object(Object... namesAndValues) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            for (int i = 0; i < namesAndValues.length; i += 2) {
                json.writeFieldName((String) namesAndValues[i]);
                Object value = namesAndValues[i + 1];
                if (value instanceof Boolean flag) {
                    json.writeBoolean(flag);
                } else if (value instanceof Long number) {
                    json.writeNumber(number);
                } else {
                    json.writeString(String.valueOf(value));
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a writer of text failed", e);
        }
        return text.toString();
    }
}
