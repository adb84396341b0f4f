package org.carrack.runtime.wiki.internal.page;

import java.util.List;
import org.carrack.runtime.wiki.internal.content.NavItem;
import org.carrack.runtime.wiki.internal.content.PageHead;
import org.carrack.runtime.wiki.internal.content.Wiki;
import org.carrack.runtime.wiki.internal.render.Links;
import org.carrack.spi.page.HtmlText;

/** The navigation of a wiki as HTML, for one of its pages. Of a large one only the branches that lead to the page are there. Stateless. */
public final class NavigationHtml {

    /** With more entries than that only the branches that lead to the page are shown. */
    private static final int LARGE = 60;

    private NavigationHtml() {}

    public static String of(Wiki wiki, PageHead current, Links links) {
        boolean isLarge = wiki.navigationSize() > LARGE;
        StringBuilder html = new StringBuilder();
        list(html, wiki.navigation(), current, links, isLarge);
        return html.toString();
    }

    private static void list(StringBuilder html, List<NavItem> items, PageHead current, Links links, boolean isLarge) {
        html.append("<ul>");
        for (NavItem item : items) {
            boolean isOpen = !item.children().isEmpty() && (!isLarge || item.holds(current));
            html.append("<li>");
            entry(html, isOpen ? item : firstBelow(item), current, links);
            if (isOpen) {
                list(html, item.children(), current, links, isLarge);
            }
            html.append("</li>");
        }
        html.append("</ul>");
    }

    /** A folder without a page of its own leads to the first in it. */
    private static NavItem firstBelow(NavItem item) {
        NavItem first = item;
        while (first.page() == null && !first.children().isEmpty()) {
            first = first.children().get(0);
        }
        return new NavItem(item.title(), first.page(), item.link(), List.of());
    }

    private static void entry(StringBuilder html, NavItem item, PageHead current, Links links) {
        PageHead page = item.page();
        String title = HtmlText.escape(item.title());
        if (page != null) {
            html.append("<a href=\"%s\"%s>%s</a>"
                    .formatted(
                            HtmlText.escape(links.to(page)),
                            page.equals(current) ? " aria-current=\"page\"" : "",
                            title));
        } else if (item.link().startsWith("https://") || item.link().startsWith("http://")) {
            html.append(
                    "<a href=\"%s\" rel=\"noopener noreferrer\">%s</a>".formatted(HtmlText.escape(item.link()), title));
        } else {
            html.append("<span>").append(title).append("</span>");
        }
    }
}
