package org.carrack.runtime.data.internal.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.carrack.spi.json.JsonValues;

/** Lists of texts as JSON, in which they stand in a column. */
public final class JsonText {

    private JsonText() {}

    /** Writes one. */
    public static String array(List<String> texts) {
        return JsonValues.write(texts);
    }

    /** Reads one that was written here. */
    public static List<String> texts(String array) {
        try {
            return JsonValues.readTexts(array);
        } catch (IOException e) {
            throw new UncheckedIOException("not written here: " + array, e);
        }
    }
}
