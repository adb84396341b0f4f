package org.carrack.runtime.conversation.internal.service;

import java.util.Map;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;

/**
 * What is answered to a sentence, in the shape that Elivia's clients know. Immutable.
 *
 * @param packageName the package that answers; {@code don't understand}, {@code which one} and {@code too long} if none does
 * @param response for people
 * @param data for the client: the variables, and what it is to do as {@code actions}
 * @param conversation its id
 * @param locale the language of the answer
 */
record Answer(String packageName, String response, Map<String, Object> data, String conversation, String locale) {

    static final String NOT_UNDERSTOOD = "don't understand";
    static final String UNCLEAR = "which one";
    static final String TOO_LONG = "too long";
    static final String TOO_MANY = "too many";

    Answer {
        data = Map.copyOf(data);
    }

    /** As Elivia's clients expect it. */
    String json() {
        return JsonValues.write(JsonValues.object("package", packageName, "response", response, "data", data));
    }

    /** With the conversation, which a client sends along with its next sentence. */
    Map<String, @Nullable Object> values() {
        return JsonValues.object(
                "package", packageName,
                "response", response,
                "data", data,
                "conversation", conversation,
                "locale", locale);
    }
}
