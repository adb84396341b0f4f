package org.carrack.runtime.chatflows.internal.page;

import java.util.List;
import org.carrack.spi.page.HtmlText;
import org.carrack.spi.page.MarkdownDepth;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Markdown (CommonMark, with GitHub's tables) as HTML that can do no harm: HTML in it is text, and links lead to HTTP or mail alone. Stateless. */
public final class Markdown {

    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .escapeHtml(true)
            .sanitizeUrls(true)
            .softbreak("<br>")
            .attributeProviderFactory(context -> (node, tag, attributes) -> {
                if (tag.equals("a")) {
                    attributes.put("rel", "noopener noreferrer");
                    attributes.put("target", "_blank");
                }
            })
            .build();

    private Markdown() {}

    /** The HTML of a text. One that nests more deeply than can be followed is shown as it is. */
    public static String html(String markdown) {
        if (MarkdownDepth.isTooDeep(markdown)) {
            return asItIs(markdown);
        }
        try {
            Node parsed = PARSER.parse(markdown);
            return RENDERER.render(parsed);
        } catch (StackOverflowError e) { // the parser and the renderer have an end to neither
            return asItIs(markdown);
        }
    }

    private static String asItIs(String text) {
        return "<pre>" + HtmlText.escape(text) + "</pre>";
    }
}
