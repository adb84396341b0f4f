package org.carrack.runtime.wiki.internal.render;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.carrack.runtime.wiki.internal.macro.MacroException;
import org.carrack.runtime.wiki.internal.markdown.MarkdownParser;
import org.carrack.runtime.wiki.internal.markdown.PlainText;
import org.carrack.spi.page.HtmlText;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.renderer.html.HtmlRenderer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes HTML of a page: its macros, links and headings, and lets through what can do no harm. Used once. */
public final class PageRenderer {

    private static final Logger LOG = LoggerFactory.getLogger(PageRenderer.class);

    private final List<Problem> problems = new ArrayList<>();
    private final Set<Node> broken = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Section> sections = new ArrayList<>();
    private boolean hasCode;
    private boolean hasDiagrams;

    private PageRenderer() {}

    /**
     * Renders a page. There is no page that cannot be: what is wrong with it is told on it.
     *
     * @param text its Markdown
     * @param path its file
     * @param links of its wiki, from where it is shown
     */
    public static RenderedPage render(String text, String path, Links links, Reader reader) {
        PageRenderer renderer = new PageRenderer();
        try {
            return renderer.page(text, path, links, reader);
        } catch (RuntimeException
                | StackOverflowError
                | MacroException e) { // of a library, by a text nobody thought of
            LOG.warn("the page {} cannot be shown, and its text is instead: {}", path, e.toString());
            List<Problem> problems = List.of(new Problem(path, 0, 0, "the page cannot be shown: " + e));
            return new RenderedPage("<pre>" + HtmlText.escape(text) + "</pre>", List.of(), false, false, problems);
        }
    }

    private RenderedPage page(String text, String path, Links links, Reader reader) throws MacroException {
        Node document = new Expansion(links, path, reader, problems, broken).markdown(text, path);
        document.accept(new Headings());
        String html = HtmlRenderer.builder()
                .extensions(MarkdownParser.EXTENSIONS)
                .attributeProviderFactory(context -> this::attributes)
                .build()
                .render(document);
        return new RenderedPage(Sanitizer.clean(html), sections, hasCode, hasDiagrams, problems);
    }

    private void attributes(Node node, String tag, Map<String, String> attributes) {
        if (node instanceof Link link) {
            if (broken.contains(node)) {
                attributes.put("class", "broken");
                attributes.put("title", "There is no such page.");
            } else if (link.getDestination().startsWith("//")) {
                attributes.put("href", "https:" + link.getDestination());
            }
        } else if (tag.equals("pre") || node instanceof TableBlock) {
            // What is wider than the page is moved with the keyboard.
            attributes.put("tabindex", "0");
        } else if (tag.equals("input")) {
            attributes.put("aria-label", "Task");
        } else if (tag.equals("img")) {
            attributes.put("loading", "lazy");
        }
    }

    /** Gives headings the ids by which one gets to them. */
    private final class Headings extends AbstractVisitor {

        private final IdGenerator ids =
                IdGenerator.builder().defaultId("section").build();

        @Override
        public void visit(Heading heading) {
            String title = PlainText.of(heading).strip();
            String id = ids.generateId(title);
            sections.add(new Section(heading.getLevel(), id, title));
            String level = "h" + heading.getLevel();
            HtmlInline begin = new HtmlInline();
            begin.setLiteral("<%s id=\"%s\">".formatted(level, id));
            HtmlInline end = new HtmlInline();
            end.setLiteral("<a class=\"anchor\" href=\"#%s\" aria-label=\"Link to: %s\">#</a></%s>\n"
                    .formatted(id, HtmlText.escape(title.replaceAll("[<>\\p{Cntrl}]", " ")), level));
            heading.insertBefore(begin);
            Node next = heading.getFirstChild();
            while (next != null) {
                Node following = next.getNext();
                heading.insertBefore(next);
                next = following;
            }
            heading.insertBefore(end);
            heading.unlink();
        }

        @Override
        public void visit(FencedCodeBlock block) {
            hasCode |= block.getInfo() != null && !block.getInfo().isBlank();
        }

        @Override
        public void visit(IndentedCodeBlock block) {}

        @Override
        public void visit(HtmlBlock block) {
            hasDiagrams |= block.getLiteral().toLowerCase(Locale.ROOT).contains("class=\"diagram ");
        }
    }
}
