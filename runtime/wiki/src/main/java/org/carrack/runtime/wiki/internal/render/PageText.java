package org.carrack.runtime.wiki.internal.render;

import java.util.ArrayList;
import java.util.List;
import org.carrack.runtime.wiki.internal.markdown.PlainText;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/** What is read of a page without showing it. Stateless. */
public final class PageText {

    private PageText() {}

    /** Its headings. */
    public static List<String> headings(Node document) {
        List<String> headings = new ArrayList<>();
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                headings.add(PlainText.of(heading).strip());
            }
        });
        return headings;
    }
}
