package org.carrack.runtime.wiki.internal.render;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.carrack.runtime.wiki.internal.content.PageHead;
import org.carrack.runtime.wiki.internal.content.Wiki;
import org.carrack.runtime.wiki.internal.content.WikiPaths;
import org.carrack.runtime.wiki.internal.macro.MacroCall;
import org.carrack.runtime.wiki.internal.macro.MacroException;
import org.carrack.runtime.wiki.internal.macro.MacroPage;
import org.carrack.runtime.wiki.internal.macro.MacroReader;
import org.carrack.runtime.wiki.internal.macro.Macros;
import org.carrack.runtime.wiki.internal.markdown.MarkdownParser;
import org.carrack.runtime.wiki.internal.markdown.PlainText;
import org.carrack.spi.page.HtmlText;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Document;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parses a text and puts what they stand for in the place of its links and macros. Used by one thread. */
final class Expansion implements MacroPage {

    private static final Logger LOG = LoggerFactory.getLogger(Expansion.class);

    /** How deep pages may include each other. */
    private static final int DEEPEST = 8;

    /** Characters of all that a page includes. */
    private static final int LONGEST = 2_000_000;

    private static final int MOST_MACROS = 1_000;

    private static final Set<String> MERMAID = Set.of("mermaid");
    private static final Set<String> DOT = Set.of("dot", "graphviz");

    private final Links links;
    private final String path;
    private final Reader reader;
    private final List<Problem> problems;
    private final Set<Node> broken;
    /** The files that include each other, this one last. */
    private final List<String> chain;

    /** How much is in the page by now; all parts of it count together. */
    private final Total total;

    private static final class Total {
        private int length;
        private int macros;
    }

    /**
     * Of a page.
     *
     * @param problems is given what is wrong
     * @param broken is given the links that lead nowhere
     */
    Expansion(Links links, String path, Reader reader, List<Problem> problems, Set<Node> broken) {
        this(links, path, reader, problems, broken, List.of(), new Total());
    }

    private Expansion(
            Links links,
            String path,
            Reader reader,
            List<Problem> problems,
            Set<Node> broken,
            List<String> chain,
            Total total) {
        this.links = links;
        this.path = path;
        this.reader = reader;
        this.problems = problems;
        this.broken = broken;
        this.chain = chain;
        this.total = total;
    }

    @Override
    public Wiki wiki() {
        return links.wiki();
    }

    @Override
    public String folder() {
        return WikiPaths.folder(path);
    }

    @Override
    public String address(String file) {
        return links.to(file);
    }

    @Override
    public Optional<String> file(String link) {
        Optional<String> resolved = WikiPaths.resolve(folder(), link);
        Optional<String> file = resolved.filter(wiki()::hasFile);
        return file.isPresent() ? file : resolved.flatMap(wiki()::pageAt).map(PageHead::path);
    }

    @Override
    public @Nullable Object call(String packageName, String actor, String method, Map<String, Object> arguments)
            throws MacroException {
        return !reader.knowsOthers() ? "" : reader.call(packageName, actor, method, arguments);
    }

    @Override
    public Node markdown(String text, String file) throws MacroException {
        return part(links, file).parse(text);
    }

    @Override
    public Node markdownOf(String packageName, String link, TextChange change) throws MacroException {
        if (!reader.knowsOthers()) {
            return new Document();
        }
        Wiki other = reader.wiki(packageName)
                .orElseThrow(() ->
                        new MacroException("there is no wiki of package %s that you may read".formatted(packageName)));
        Optional<PageHead> page = WikiPaths.resolve("", link).flatMap(other::pageAt);
        if (page.isEmpty()) {
            throw new MacroException("there is no page %s in the wiki of package %s".formatted(link, packageName));
        }
        try {
            String text = other.text(page.get().path()).orElse("");
            Links there = new Links(other, "/" + WikiPaths.encoded(packageName) + "/wiki/");
            return part(there, page.get().path()).parse(change.of(text));
        } catch (IOException e) {
            throw new MacroException("%s cannot be read: %s".formatted(link, e.getMessage()), e);
        }
    }

    private Expansion part(Links of, String file) throws MacroException {
        String name = of.wiki().equals(wiki()) ? file : of.prefix() + file;
        if (chain.contains(name)) {
            throw new MacroException("%s includes itself".formatted(file));
        }
        if (chain.size() > DEEPEST) {
            throw new MacroException("pages include each other more than %d deep".formatted(DEEPEST));
        }
        List<String> longer = new ArrayList<>(chain);
        longer.add(name);
        return new Expansion(of, file, reader, problems, broken, longer, total);
    }

    private Node parse(String text) throws MacroException {
        total.length += text.length();
        if (total.length > LONGEST) {
            throw new MacroException("the page and what it includes have more than %,d characters".formatted(LONGEST));
        }
        Node document = MarkdownParser.parse(text);
        document.accept(new References());
        expand(document);
        return document;
    }

    /** Gives links and pictures the addresses that browsers follow. */
    private final class References extends AbstractVisitor {

        @Override
        public void visit(Link link) {
            Links.Target target = links.of(folder(), link.getDestination());
            link.setDestination(target.href());
            tell(link, target);
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            Links.Target target = links.of(folder(), image.getDestination());
            image.setDestination(target.href());
            tell(image, target);
            visitChildren(image);
        }

        private void tell(Node node, Links.Target target) {
            if (!target.problem().isEmpty()) {
                broken.add(node);
                problem(node, target.problem());
            }
        }
    }

    private void problem(Node node, String message) {
        List<SourceSpan> spans = node.getSourceSpans();
        int line = spans.isEmpty() ? 0 : spans.get(0).getLineIndex() + 1;
        int column = spans.isEmpty() ? 0 : spans.get(0).getColumnIndex() + 1;
        problems.add(new Problem(path, line, column, message));
    }

    private void expand(Node parent) {
        Node node = parent.getFirstChild();
        while (node != null) {
            Node next = node.getNext();
            if (node instanceof FencedCodeBlock block) {
                expand(block);
            } else if (node instanceof Paragraph paragraph) {
                expand(paragraph);
            } else {
                expand(node);
            }
            node = next;
        }
    }

    private void expand(Paragraph paragraph) {
        // A link in the arguments is no macro's: what is written there is text.
        String text = PlainText.of(paragraph).strip();
        for (Node node = paragraph.getFirstChild(); node != null; node = node.getNext()) {
            boolean isUnderText = node instanceof Text line
                    && MacroReader.isMacro(line.getLiteral())
                    && node.getPrevious() instanceof SoftLineBreak
                    && !MacroReader.isMacro(text);
            if (isUnderText) {
                problem(node, "a macro is a line of its own, with an empty line before it");
            }
        }
        if (MacroReader.isMacro(text)) {
            replace(paragraph, () -> MacroReader.line(text));
        }
    }

    private void expand(FencedCodeBlock block) {
        String literal = block.getLiteral() == null ? "" : block.getLiteral();
        String info = block.getInfo() == null ? "" : block.getInfo().strip().toLowerCase(Locale.ROOT);
        if (MacroReader.isMacro(literal) && info.isEmpty()) {
            replace(block, () -> MacroReader.block(literal));
        } else if (MERMAID.contains(info) || DOT.contains(info)) {
            HtmlBlock diagram = new HtmlBlock();
            diagram.setLiteral(Macros.diagram(DOT.contains(info) ? "dot" : "mermaid", literal));
            block.insertBefore(diagram);
            block.unlink();
        }
    }

    /** Reads a macro. */
    @FunctionalInterface
    private interface CallReader {
        MacroCall read() throws MacroException;
    }

    private void replace(Node node, CallReader call) {
        try {
            total.macros++;
            if (total.macros > MOST_MACROS) {
                throw new MacroException(
                        "the page and what it includes have more than %,d macros".formatted(MOST_MACROS));
            }
            Node made = Macros.expand(call.read(), this);
            Node next = made.getFirstChild();
            while (next != null) {
                Node following = next.getNext();
                node.insertBefore(next);
                next = following;
            }
        } catch (MacroException e) {
            fail(node, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) { // the page is shown all the same
            LOG.warn("a macro of the page {} failed", path, e);
            fail(node, "the macro failed: " + e);
        }
        node.unlink();
    }

    private void fail(Node node, String message) {
        problem(node, message);
        HtmlBlock error = new HtmlBlock();
        error.setLiteral(
                "<div class=\"macro-error\" role=\"note\"><p>%s</p></div>".formatted(HtmlText.escape(message)));
        node.insertBefore(error);
    }
}
