package org.carrack.runtime.wiki.internal.render;

import java.util.ArrayList;
import java.util.List;
import org.carrack.runtime.wiki.internal.macro.MacroReader;
import org.carrack.runtime.wiki.internal.markdown.PlainText;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;

/** What is read of a page without showing it. Stateless. */
public final class PageText {

    private PageText() {}

    /** Its text without its macros: what these make is for whoever reads the page, and may be for nobody else. */
    public static String of(Node document) {
        Node node = document.getFirstChild();
        while (node != null) {
            Node next = node.getNext();
            boolean isMacro = node instanceof FencedCodeBlock block
                    ? MacroReader.isMacro(String.valueOf(block.getLiteral()))
                    : node instanceof Paragraph
                            && MacroReader.isMacro(PlainText.of(node).strip());
            if (isMacro) {
                node.unlink();
            }
            node = next;
        }
        return PlainText.of(document);
    }

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
