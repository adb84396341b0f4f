package org.carrack.runtime.wiki.internal.content;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carrack.runtime.wiki.internal.markdown.FrontMatter;
import org.carrack.runtime.wiki.internal.markdown.MarkdownParser;
import org.carrack.runtime.wiki.internal.markdown.PlainText;

/** Reads the heads of pages: only as much of a text as is needed. Stateless. */
final class PageHeadReader {

    private static final int LONGEST_TITLE = 200;

    private static final Pattern HEADING =
            Pattern.compile("(?m)^ {0,3}#{1,6}[ \\t]+(.+?)(?:[ \\t]+#+)?[ \\t]*$|^(\\S.{0,200})\\R(?:=+|-+)[ \\t]*$");

    private static final Pattern FENCE = Pattern.compile("(?m)^ {0,3}(?:```|~~~)");

    /** How far the first heading is looked for. */
    private static final int LOOKED_AT = 4_000;

    private PageHeadReader() {}

    static PageHead.Said read(String path, String text) {
        FrontMatter said = FrontMatter.of(text);
        String title = said.first("title");
        if (title.isEmpty()) {
            title = heading(said.text().substring(0, Math.min(said.text().length(), LOOKED_AT)));
        }
        if (title.isEmpty()) {
            title = WikiPaths.isFirst(path) && !WikiPaths.folder(path).isEmpty()
                    ? WikiPaths.inWords(WikiPaths.name(path.substring(0, path.lastIndexOf('/'))))
                    : WikiPaths.inWords(WikiPaths.name(path));
        }
        String language = said.first("language");
        List<String> aliases = new ArrayList<>();
        for (String key : List.of("aliases", "redirect_from")) {
            flat(said.all(key))
                    .forEach(alias -> WikiPaths.resolve(WikiPaths.folder(path), alias)
                            .ifPresent(resolved -> aliases.add(WikiPaths.address(resolved))));
        }
        return new PageHead.Said(
                title.length() > LONGEST_TITLE ? title.substring(0, LONGEST_TITLE) + "…" : title,
                language.isEmpty() ? said.first("lang") : language,
                aliases);
    }

    /** Lists may be in brackets: {@code [a, b]}. */
    private static List<String> flat(List<String> values) {
        List<String> all = new ArrayList<>();
        for (String value : values) {
            String plain = value.strip();
            boolean isList = plain.startsWith("[") && plain.endsWith("]");
            for (String one : isList ? plain.substring(1, plain.length() - 1).split(",") : new String[] {plain}) {
                all.add(one.strip().replaceAll("^[\"']|[\"']$", ""));
            }
        }
        return all;
    }

    /** The first heading that is in no block of code. */
    private static String heading(String text) {
        Matcher fence = FENCE.matcher(text);
        String beforeCode = fence.find() ? text.substring(0, fence.start()) : text;
        Matcher heading = HEADING.matcher(beforeCode);
        if (!heading.find()) {
            return "";
        }
        String line = heading.group(1) != null ? heading.group(1) : heading.group(2);
        return PlainText.of(MarkdownParser.parse(line)).strip();
    }
}
