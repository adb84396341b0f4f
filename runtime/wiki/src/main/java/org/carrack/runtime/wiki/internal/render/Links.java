package org.carrack.runtime.wiki.internal.render;

import java.util.Optional;
import org.carrack.runtime.wiki.internal.content.PageHead;
import org.carrack.runtime.wiki.internal.content.Wiki;
import org.carrack.runtime.wiki.internal.content.WikiPaths;
import org.carrack.runtime.wiki.internal.markdown.MarkdownParser;

/**
 * Where links of pages lead. Immutable.
 *
 * @param prefix the address of the wiki, relative to the page that is shown; with a slash at the end
 */
public record Links(Wiki wiki, String prefix) {

    /**
     * Where a link leads.
     *
     * @param href as a browser follows it
     * @param page the page of this wiki, if it is one
     * @param fragment the part of that page, empty for none
     * @param problem why it leads nowhere; empty if it leads somewhere
     */
    public record Target(String href, Optional<PageHead> page, String fragment, String problem) {

        private static Target elsewhere(String href) {
            return new Target(href, Optional.empty(), "", "");
        }
    }

    /** The address of a page. */
    public String to(PageHead page) {
        return to(page.address());
    }

    /** The address of a file, or of a page by its own. */
    public String to(String address) {
        String encoded = prefix + WikiPaths.encoded(address);
        return encoded.isEmpty() ? "./" : encoded;
    }

    /**
     * Where a link leads.
     *
     * @param folder the folder of the page that it is in
     */
    public Target of(String folder, String link) {
        if (link.isEmpty() || MarkdownParser.hasScheme(link)) {
            return Target.elsewhere(link);
        }
        int hash = link.indexOf('#');
        String fragment = hash < 0 ? "" : link.substring(hash + 1);
        String plain = hash < 0 ? link : link.substring(0, hash);
        int query = plain.indexOf('?');
        String path = query < 0 ? plain : plain.substring(0, query);
        if (path.isEmpty()) {
            return new Target(link, Optional.empty(), fragment, "");
        }
        String end = (query < 0 ? "" : plain.substring(query)) + (hash < 0 ? "" : "#" + fragment);
        Optional<String> resolved = WikiPaths.resolve(folder, path);
        Optional<PageHead> page = resolved.flatMap(wiki::pageAt);
        if (page.isPresent()) {
            return new Target(to(page.get()) + end, page, fragment, "");
        }
        if (resolved.isPresent() && wiki.hasFile(resolved.get())) {
            return Target.elsewhere(to(resolved.get()) + end);
        }
        if (resolved.isPresent()
                && !resolved.get().isEmpty()
                && !wiki.pagesIn(resolved.get()).isEmpty()) {
            return Target.elsewhere(to(resolved.get().endsWith("/") ? resolved.get() : resolved.get() + "/") + end);
        }
        if (path.startsWith("/")) {
            // Something else of this server.
            return Target.elsewhere(link);
        }
        String problem = resolved.isEmpty()
                ? "the link to %s leads out of the wiki".formatted(link)
                : "the link to %s leads to no page or file of the wiki".formatted(link);
        return new Target(link, Optional.empty(), fragment, problem);
    }
}
