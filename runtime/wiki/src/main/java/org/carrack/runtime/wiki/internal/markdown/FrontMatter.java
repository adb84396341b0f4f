package org.carrack.runtime.wiki.internal.markdown;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.front.matter.YamlFrontMatterVisitor;

/**
 * What a page says of itself before its text, between two lines of {@code ---}. Immutable.
 *
 * @param values by their keys in small letters
 * @param text what follows
 */
public record FrontMatter(Map<String, List<String>> values, String text) {

    private static final Pattern BLOCK =
            Pattern.compile("\\A\\ufeff?---[ \\t]*\\R(?:.*?\\R)?---[ \\t]*(?:\\R|\\z)", Pattern.DOTALL);

    /** Reads that of a page; one that has none says nothing. */
    public static FrontMatter of(String markdown) {
        Matcher block = BLOCK.matcher(markdown);
        if (!block.find()) {
            return new FrontMatter(Map.of(), markdown);
        }
        YamlFrontMatterVisitor said = new YamlFrontMatterVisitor();
        MarkdownParser.parse(block.group()).accept(said);
        Map<String, List<String>> values = new TreeMap<>();
        said.getData().forEach((key, value) -> values.put(key.toLowerCase(Locale.ROOT), value));
        return new FrontMatter(values, markdown.substring(block.end()));
    }

    /** The values of a key; none if it does not say one. */
    public List<String> all(String key) {
        return values.getOrDefault(key, List.of());
    }

    /** The first value of a key; empty if there is none. */
    public String first(String key) {
        return all(key).isEmpty() ? "" : all(key).get(0).strip();
    }
}
