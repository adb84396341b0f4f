package org.carrack.runtime.wiki.internal.page;

import io.jstach.jstache.JStache;
import java.util.List;
import org.carrack.spi.page.HtmlText;

/**
 * That there is no such page.
 *
 * @param message one sentence
 * @param root the address of the wiki, relative to the page
 * @param query what may be looked for instead
 * @param links where one can go
 */
@JStache(path = "missing")
public record MissingPage(String packageName, String message, String root, String query, List<Link> links) {

    public String html() {
        return new MissingPageRenderer(String::valueOf, HtmlText::escape).execute(this);
    }

    boolean isInWiki() {
        return !root.isEmpty();
    }

    String version() {
        return Assets.VERSION;
    }
}
