package org.carrack.runtime.wiki.internal.macro;

import org.carrack.spi.page.HtmlText;

/** Pieces of HTML. Stateless. */
final class Html {

    private Html() {}

    /** Text, in an element or a quoted attribute. A block of HTML in Markdown ends with an empty line, so there is none. */
    static String text(String text) {
        return HtmlText.escape(text);
    }

    static String image(String address, String alt) {
        return "<img src=\"%s\" alt=\"%s\" loading=\"lazy\">".formatted(text(address), text(alt));
    }
}
