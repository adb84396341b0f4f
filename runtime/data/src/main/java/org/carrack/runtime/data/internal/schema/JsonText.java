package org.carrack.runtime.data.internal.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Lists of texts as JSON, in which they stand in a column. */
public final class JsonText {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonText() {}

    /** Writes one. */
    public static String array(List<String> texts) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeArray(texts.toArray(String[]::new), 0, texts.size());
        } catch (IOException e) {
            throw new UncheckedIOException("text is written to memory", e);
        }
        return out.toString();
    }

    /** Reads one that was written here. */
    public static List<String> texts(String array) {
        List<String> texts = new ArrayList<>();
        try (JsonParser json = JSON.createParser(array)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isScalarValue()) {
                    texts.add(json.getText());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("not written here: " + array, e);
        }
        return texts;
    }
}
