package org.carrack.runtime.wiki.internal.macro;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.carrack.runtime.wiki.internal.content.PageHead;
import org.carrack.runtime.wiki.internal.content.WikiPaths;
import org.carrack.runtime.wiki.internal.markdown.FrontMatter;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Document;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/** Other files as parts of a page. Stateless. */
final class IncludeMacros {

    private IncludeMacros() {}

    static Node include(MacroCall call, MacroPage page) throws MacroException {
        String given = call.required("link", 0);
        int bang = given.lastIndexOf('!');
        String link = bang > 0 ? given.substring(0, bang) : given;
        String marker = bang > 0 ? given.substring(bang + 1) : "";
        int levels = call.number("header_levels_modify", 0);
        MacroPage.TextChange change = text -> {
            String part = marker.isEmpty() ? text : marked(text, marker, link);
            return withoutLines(part, call.texts("ignore"));
        };
        String other = call.text("package", -1).isEmpty() ? call.text("docsite_name", -1) : call.text("package", -1);
        if (!other.isEmpty()) {
            return shifted(
                    page.markdownOf(
                            other, link, text -> change.of(FrontMatter.of(text).text())),
                    levels);
        }
        String path = path(page, link);
        String text = change.of(text(page, link));
        String type = call.text("codeblock_type", -1);
        if (!type.isEmpty() || call.flag("raw", false) || !WikiPaths.isMarkdown(path)) {
            boolean isSkipping = call.flag("remarks_skip", false);
            return code(isSkipping ? withoutRemarks(text) : text, type.isEmpty() ? extension(path) : type);
        }
        return shifted(page.markdown(FrontMatter.of(text).text(), path), levels);
    }

    static Node includes(MacroCall call, MacroPage page) throws MacroException {
        List<String> links = new ArrayList<>(call.texts("links"));
        if (links.isEmpty()) {
            links.add(call.required("link", 0));
        }
        int levels = call.number("header_levels_modify", 0);
        Document all = new Document();
        for (String link : links) {
            Optional<String> folder = WikiPaths.resolve(page.folder(), link);
            List<PageHead> pages = folder.isPresent() && page.file(link).isEmpty()
                    ? page.wiki().pagesIn(folder.get())
                    : List.of();
            if (pages.isEmpty()) {
                append(
                        all,
                        shifted(page.markdown(FrontMatter.of(text(page, link)).text(), path(page, link)), levels));
            }
            for (PageHead one : pages) {
                append(
                        all,
                        shifted(page.markdown(FrontMatter.of(ofPage(page, one)).text(), one.path()), levels));
            }
        }
        return all;
    }

    private static void append(Document all, Node part) {
        Node next = part.getFirstChild();
        while (next != null) {
            Node following = next.getNext();
            all.appendChild(next);
            next = following;
        }
    }

    private static String ofPage(MacroPage page, PageHead one) throws MacroException {
        try {
            return page.wiki().text(one.path()).orElse("");
        } catch (IOException e) {
            throw new MacroException("%s cannot be read: %s".formatted(one.path(), e.getMessage()), e);
        }
    }

    private static String path(MacroPage page, String link) throws MacroException {
        return page.file(link)
                .orElseThrow(() -> new MacroException("there is no file %s in the wiki to include".formatted(link)));
    }

    static String text(MacroPage page, String link) throws MacroException {
        String path = path(page, link);
        try {
            String text = page.wiki().text(path).orElse("");
            if (text.indexOf('\0') >= 0) {
                throw new MacroException("%s is no text, and cannot be included".formatted(link));
            }
            return text;
        } catch (IOException e) {
            throw new MacroException("%s cannot be read: %s".formatted(path, e.getMessage()), e);
        }
    }

    /** What is between two lines that have {@code !!name!!}. */
    private static String marked(String text, String marker, String link) throws MacroException {
        Matcher mark = Pattern.compile("(?m)^.*!!" + Pattern.quote(marker) + "!!.*$\\R?")
                .matcher(text);
        if (!mark.find()) {
            throw new MacroException("%s has no part !!%s!!".formatted(link, marker));
        }
        int begin = mark.end();
        return text.substring(begin, mark.find() ? mark.start() : text.length());
    }

    private static String withoutLines(String text, List<String> ignored) {
        return ignored.isEmpty()
                ? text
                : text.lines()
                        .filter(line -> ignored.stream().noneMatch(line::contains))
                        .collect(Collectors.joining("\n"));
    }

    private static String withoutRemarks(String text) {
        return text.lines()
                .filter(line -> !line.stripLeading().startsWith("#")
                        && !line.stripLeading().startsWith("//"))
                .collect(Collectors.joining("\n"));
    }

    private static Node shifted(Node part, int levels) {
        if (levels != 0) {
            part.accept(new AbstractVisitor() {
                @Override
                public void visit(Heading heading) {
                    heading.setLevel(Math.max(1, Math.min(6, heading.getLevel() + levels)));
                }
            });
        }
        return part;
    }

    private static Node code(String text, String type) {
        FencedCodeBlock block = new FencedCodeBlock();
        block.setInfo(type);
        block.setLiteral(text.endsWith("\n") ? text : text + "\n");
        return Macros.in(block);
    }

    private static String extension(String path) {
        String name = WikiPaths.name(path);
        return name.contains(".") ? name.substring(name.lastIndexOf('.') + 1) : "";
    }
}
