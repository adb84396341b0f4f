package org.carrack.runtime.wiki.internal.content;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the navigation. Immutable.
 *
 * @param name what it is called; empty for the title of its page
 * @param page the page that it leads to; nothing for what only holds others, or leads elsewhere
 * @param link where it leads if not to a page; empty for nowhere
 */
public record NavItem(String name, @Nullable PageHead page, String link, List<NavItem> children) {

    public NavItem {
        children = List.copyOf(children);
    }

    public String title() {
        return name.isEmpty() && page != null ? page.title() : name;
    }

    /** Whether it is a page, or holds it somewhere below. */
    public boolean holds(PageHead wanted) {
        return wanted.equals(page) || children.stream().anyMatch(child -> child.holds(wanted));
    }

    /** How many entries there are, with itself. */
    public int size() {
        return 1 + children.stream().mapToInt(NavItem::size).sum();
    }
}
