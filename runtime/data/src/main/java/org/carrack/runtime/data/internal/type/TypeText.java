package org.carrack.runtime.data.internal.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A data type as it is written: {@code varchar(64)}, {@code enum('Yes', 'No')}.
 *
 * @param name in lower case
 * @param arguments what stands in the brackets, without quotes
 */
public record TypeText(String name, List<String> arguments) {

    public TypeText {
        arguments = List.copyOf(arguments);
    }

    /**
     * Reads one.
     *
     * @throws UnfitValueException if a bracket or quote is not closed
     */
    public static TypeText of(String text) throws UnfitValueException {
        String stripped = text.strip();
        int open = stripped.indexOf('(');
        if (open < 0) {
            return new TypeText(name(stripped), List.of());
        }
        if (!stripped.endsWith(")")) {
            throw new UnfitValueException("its bracket is not closed");
        }
        return new TypeText(
                name(stripped.substring(0, open)), arguments(stripped.substring(open + 1, stripped.length() - 1)));
    }

    private static String name(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    /** In quotes of either kind, where two of them, or one after a backslash, stand for one; or bare. */
    private static List<String> arguments(String text) throws UnfitValueException {
        List<String> all = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        char quote = 0;
        boolean wasQuoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean hasNext = i + 1 < text.length();
            if (quote == 0 && c == ',') {
                all.add(wasQuoted ? current.toString() : current.toString().strip());
                current.setLength(0);
                wasQuoted = false;
            } else if (quote == 0
                    && (c == '\'' || c == '"')
                    && current.toString().isBlank()) {
                quote = c;
                wasQuoted = true;
                current.setLength(0);
            } else if (quote != 0 && hasNext && ((c == '\\') || (c == quote && text.charAt(i + 1) == quote))) {
                current.append(text.charAt(++i));
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote != 0 || !wasQuoted || !Character.isWhitespace(c)) {
                current.append(c);
            }
        }
        if (quote != 0) {
            throw new UnfitValueException("a quote in its bracket is not closed");
        }
        String last = wasQuoted ? current.toString() : current.toString().strip();
        if (wasQuoted || !last.isEmpty() || !all.isEmpty()) {
            all.add(last);
        }
        return all;
    }
}
