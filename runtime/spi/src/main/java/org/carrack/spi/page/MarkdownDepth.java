package org.carrack.spi.page;

import java.util.regex.Pattern;

/** Looks for Markdown that would keep a parser busy for long. Stateless. */
public final class MarkdownDepth {

    /** A line that opens so many quotes and lists at once that the parser would take seconds for it. */
    private static final Pattern DEEP = Pattern.compile("(?m)^(?:[ \\t]*+(?:>|[-+*][ \\t]|\\d{1,9}+[.)][ \\t])){60}");

    private MarkdownDepth() {}

    /** Whether a text nests more deeply than anybody writes. */
    public static boolean isTooDeep(String markdown) {
        return DEEP.matcher(markdown).find();
    }
}
