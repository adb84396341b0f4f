package org.carrack.runtime.wiki.internal.page;

import io.jstach.jstache.JStache;
import java.util.List;
import org.carrack.runtime.wiki.internal.render.Section;
import org.carrack.spi.page.HtmlText;

/**
 * A page of a wiki.
 *
 * @param language of the page, a language tag
 * @param root the address of the wiki, relative to the page
 * @param navigation clean HTML
 * @param crumbs the way to the page, without itself
 * @param article clean HTML
 * @param sections its headings below the first
 * @param before at most one
 * @param after at most one
 */
@JStache(path = "article")
public record ArticlePage(
        String packageName,
        String title,
        String language,
        String root,
        String navigation,
        List<Link> crumbs,
        String article,
        List<Section> sections,
        List<Link> before,
        List<Link> after,
        boolean hasCode,
        boolean hasDiagrams) {

    public String html() {
        return new ArticlePageRenderer(String::valueOf, HtmlText::escape).execute(this);
    }

    boolean hasSections() {
        return sections.size() > 1;
    }

    boolean hasCrumbs() {
        return !crumbs.isEmpty();
    }

    boolean hasNeighbours() {
        return !before.isEmpty() || !after.isEmpty();
    }

    String version() {
        return Assets.VERSION;
    }
}
