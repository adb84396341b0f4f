package org.carrack.runtime.http.internal.page;

import io.jstach.jstache.JStache;
import java.util.List;
import java.util.Optional;
import org.carrack.spi.page.HtmlText;

/**
 * The page at {@code /}: where the packages begin.
 *
 * @param user who is logged in
 * @param isAdmin whether that is an admin, who may read the manual
 * @param loginUrl where others log in
 */
@JStache(path = "entry-pages")
public record EntryPages(Optional<String> user, boolean isAdmin, String loginUrl, List<Entry> entries) {

    public String html() {
        return new EntryPagesRenderer(String::valueOf, HtmlText::escape).execute(this);
    }

    /** Where a package begins. */
    public record Entry(String path, String packageName) {}

    boolean hasNone() {
        return entries.isEmpty();
    }
}
