package org.carrack.runtime.wiki.internal.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.carrack.runtime.wiki.internal.markdown.MarkdownParser;
import org.carrack.runtime.wiki.internal.markdown.PlainText;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.jspecify.annotations.Nullable;

/** Reads a navigation that somebody has written: {@code SUMMARY.md} of mdBook, {@code _sidebar.md} of docsify. Used once. */
final class NavigationReader {

    private static final int DEEPEST = 20;

    private final Wiki wiki;

    NavigationReader(Wiki wiki) {
        this.wiki = wiki;
    }

    List<NavItem> read(String text) {
        List<NavItem> all = new ArrayList<>();
        boolean isTitle = true;
        for (Node node = MarkdownParser.parse(text).getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof ListBlock list) {
                all.addAll(items(list, 0));
            } else if (node instanceof Paragraph) {
                Link link = link(node);
                if (link != null) {
                    all.add(item(link, List.of()));
                }
            } else if (node instanceof Heading && !isTitle) {
                all.add(new NavItem(PlainText.of(node).strip(), null, "", List.of()));
            }
            // mdBook's begins with a heading that is no part.
            isTitle = false;
        }
        return all;
    }

    private List<NavItem> items(ListBlock list, int depth) {
        List<NavItem> all = new ArrayList<>();
        for (Node entry = list.getFirstChild(); entry != null; entry = entry.getNext()) {
            List<NavItem> children = new ArrayList<>();
            @Nullable Link link = null;
            String text = "";
            for (Node part = entry.getFirstChild(); part != null; part = part.getNext()) {
                if (part instanceof ListBlock nested && depth < DEEPEST) {
                    children.addAll(items(nested, depth + 1));
                } else if (part instanceof Paragraph && link == null && text.isEmpty()) {
                    link = link(part);
                    text = PlainText.of(part).strip();
                }
            }
            all.add(link == null ? new NavItem(text, null, "", children) : item(link, children));
        }
        return all;
    }

    private NavItem item(Link link, List<NavItem> children) {
        String title = PlainText.of(link).strip();
        String destination = link.getDestination();
        int fragment = destination.indexOf('#');
        Optional<PageHead> page = destination.isEmpty() || fragment == 0 || MarkdownParser.hasScheme(destination)
                ? Optional.empty()
                : WikiPaths.resolve("", fragment > 0 ? destination.substring(0, fragment) : destination)
                        .flatMap(wiki::pageAt);
        boolean isElsewhere = page.isEmpty() && MarkdownParser.hasScheme(destination);
        return new NavItem(
                title.isEmpty() ? destination : title, page.orElse(null), isElsewhere ? destination : "", children);
    }

    private static @Nullable Link link(Node paragraph) {
        for (Node node = paragraph.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Link link) {
                return link;
            }
        }
        return null;
    }
}
