package org.carrack.runtime.http.internal.nginx;

import java.util.regex.Pattern;

/** Writes the text of a configuration of nginx: lines, blocks, quotes. Used by one thread. */
final class NginxWriter {

    /** A text that means nothing but itself between quotes. */
    private static final Pattern PLAIN = Pattern.compile("[^\"\\\\$\\p{Cntrl}]*");

    private final StringBuilder text = new StringBuilder();
    private int depth;

    /** Whether a value can be written between quotes. */
    static boolean isPlain(Object value) {
        return PLAIN.matcher(String.valueOf(value)).matches();
    }

    static String quoted(Object value) {
        return "\"" + value + "\"";
    }

    void open(String block) {
        line("%s {", block);
        depth++;
    }

    void close() {
        depth--;
        line("}");
    }

    @SuppressWarnings("AnnotateFormatMethod") // its annotation is in a library that nothing else needs
    void line(String form, Object... values) {
        text.append("    ".repeat(depth)).append(form.formatted(values)).append('\n');
    }

    /** Text of a package, as it is. */
    void raw(String lines) {
        text.append(lines.strip()).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
