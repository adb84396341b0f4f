package org.carrack.runtime.wiki.internal.page;

import io.jstach.jstache.JStache;
import java.util.List;
import org.carrack.spi.page.HtmlText;
import org.carrack.spi.search.SearchResult;

/**
 * What was found; the form to search alone if nothing is looked for.
 *
 * @param scope the package in whose wiki it was looked for; empty for all
 * @param home where the wiki, or the list of them, is
 * @param query what was looked for
 * @param summary how much was found, in one sentence; empty if nothing was looked for
 * @param before the hits before these, at most one
 * @param after the hits after these, at most one
 * @param elsewhere the same search in all wikis, at most one
 */
@JStache(path = "search")
public record SearchPage(
        String scope,
        String home,
        String query,
        String summary,
        List<Hit> hits,
        List<Link> before,
        List<Link> after,
        List<Link> elsewhere) {

    /**
     * A page that was found.
     *
     * @param isOfOther whether its package is not the one that is searched
     */
    public record Hit(
            String packageName,
            String href,
            boolean isOfOther,
            List<SearchResult.Part> title,
            List<Snippet> snippets) {}

    /** A passage of it. */
    public record Snippet(List<SearchResult.Part> parts) {}

    public String html() {
        return new SearchPageRenderer(String::valueOf, HtmlText::escape).execute(this);
    }

    String heading() {
        return scope.isEmpty() ? "Search all wikis" : "Search the wiki of " + scope;
    }

    String homeText() {
        return scope.isEmpty() ? "All wikis" : scope;
    }

    String version() {
        return Assets.VERSION;
    }
}
