package org.carrack.runtime.conversation.internal.pack;

import java.util.List;
import java.util.Map;
import org.carrack.spi.json.JsonValues;

/**
 * Puts values into a message: {@code %name%} is the value of that name. From left to right, once: what a value holds is never looked at. A name
 * without a value stays as it is written, and so does a per cent sign by itself. Pure.
 */
public final class Variables {

    private Variables() {}

    /** The message with the values in it; what is no text is written as JSON. */
    public static String filled(String message, Map<String, Object> values) {
        StringBuilder filled = new StringBuilder(message.length() + 32);
        int at = 0;
        while (at < message.length()) {
            int open = message.indexOf('%', at);
            int close = open < 0 ? -1 : message.indexOf('%', open + 1);
            if (close < 0) {
                break;
            }
            Object value = values.get(message.substring(open + 1, close));
            filled.append(message, at, open);
            if (value == null) {
                filled.append('%');
                at = open + 1;
            } else {
                filled.append(value instanceof Map || value instanceof List ? JsonValues.write(value) : value);
                at = close + 1;
            }
        }
        return filled.append(message, Math.min(at, message.length()), message.length())
                .toString();
    }
}
