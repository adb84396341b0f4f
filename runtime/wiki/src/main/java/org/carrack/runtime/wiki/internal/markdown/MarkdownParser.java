package org.carrack.runtime.wiki.internal.markdown;

import java.util.List;
import java.util.regex.Pattern;
import org.carrack.spi.page.MarkdownDepth;
import org.commonmark.Extension;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.footnotes.FootnotesExtension;
import org.commonmark.ext.front.matter.YamlFrontMatterExtension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.task.list.items.TaskListItemsExtension;
import org.commonmark.node.Document;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** Markdown: CommonMark with tables, task lists, footnotes, strikethrough, front matter and addresses that are links by themselves. Stateless. */
public final class MarkdownParser {

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*|//.*", Pattern.DOTALL);

    /** What is understood beyond CommonMark. */
    public static final List<Extension> EXTENSIONS = List.of(
            TablesExtension.create(),
            TaskListItemsExtension.create(),
            FootnotesExtension.create(),
            StrikethroughExtension.create(),
            YamlFrontMatterExtension.create(),
            AutolinkExtension.create());

    private static final Parser PARSER = Parser.builder()
            .extensions(EXTENSIONS)
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .build();

    private MarkdownParser() {}

    /** Parses a text. One that nests more deeply than can be followed is a block of code. */
    public static Node parse(String markdown) {
        if (!MarkdownDepth.isTooDeep(markdown)) {
            try {
                return PARSER.parse(markdown.startsWith("\ufeff") ? markdown.substring(1) : markdown);
            } catch (StackOverflowError e) { // the parser has no end to it
                // As below.
            }
        }
        Document document = new Document();
        FencedCodeBlock asItIs = new FencedCodeBlock();
        asItIs.setLiteral(markdown);
        document.appendChild(asItIs);
        return document;
    }

    /** Whether a link leads out of the server. */
    public static boolean hasScheme(String link) {
        return SCHEME.matcher(link).matches();
    }
}
