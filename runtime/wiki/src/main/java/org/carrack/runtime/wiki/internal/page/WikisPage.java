package org.carrack.runtime.wiki.internal.page;

import io.jstach.jstache.JStache;
import java.util.List;
import org.carrack.spi.page.HtmlText;

/**
 * The wikis that somebody may read.
 *
 * @param wikis with the titles of their first pages
 */
@JStache(path = "wikis")
public record WikisPage(List<Entry> wikis) {

    /** A wiki. */
    public record Entry(String packageName, String title, String href, String size) {}

    public String html() {
        return new WikisPageRenderer(String::valueOf, HtmlText::escape).execute(this);
    }

    boolean hasNone() {
        return wikis.isEmpty();
    }

    String version() {
        return Assets.VERSION;
    }
}
