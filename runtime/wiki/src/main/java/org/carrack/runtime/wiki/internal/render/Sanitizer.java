package org.carrack.runtime.wiki.internal.render;

import java.util.regex.Pattern;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * Lets through what a page may consist of, and nothing else: whatever a Markdown parser, a macro or a page's author makes of it, no script, style,
 * form or frame is in what comes out. Stateless.
 */
final class Sanitizer {

    /** Others would look like parts of the page around it. */
    private static final Pattern CLASSES = Pattern.compile(
            "(?:(?:language-[\\w+#.-]{1,40}|diagram|mermaid|dot|gallery|slideshow|team|member|role|macro-error|anchor|broken|footnotes|footnote-ref|footnote-backref)\\s?)+");

    private static final Pattern IDS = Pattern.compile("[\\p{L}\\p{M}\\p{N}-][\\p{L}\\p{M}\\p{N}_-]{0,199}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}%?");
    private static final Pattern TEXT = Pattern.compile("[^<>\\p{Cntrl}]{0,500}");

    private static final PolicyFactory POLICY = new HtmlPolicyBuilder()
            .allowElements(
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "p",
                    "br",
                    "hr",
                    "blockquote",
                    "div",
                    "span",
                    "section",
                    "pre",
                    "code",
                    "kbd",
                    "samp",
                    "var",
                    "em",
                    "strong",
                    "b",
                    "i",
                    "u",
                    "s",
                    "del",
                    "ins",
                    "sub",
                    "sup",
                    "mark",
                    "small",
                    "abbr",
                    "q",
                    "cite",
                    "dfn",
                    "ul",
                    "ol",
                    "li",
                    "dl",
                    "dt",
                    "dd",
                    "table",
                    "caption",
                    "thead",
                    "tbody",
                    "tfoot",
                    "tr",
                    "th",
                    "td",
                    "a",
                    "img",
                    "figure",
                    "figcaption",
                    "details",
                    "summary")
            .allowElements((name, attributes) -> attributes.contains("type") ? name : null, "input")
            .allowWithoutAttributes("span", "a", "img")
            .allowAttributes("name")
            .matching(IDS)
            .onElements("a")
            .allowAttributes("dir")
            .matching(true, "ltr", "rtl", "auto")
            .globally()
            .allowStandardUrlProtocols()
            .allowUrlProtocols("tel")
            .allowAttributes("href")
            .onElements("a")
            .allowAttributes("src")
            .onElements("img")
            .allowAttributes("alt", "title")
            .matching(TEXT)
            .globally()
            .allowAttributes("aria-label")
            .matching(TEXT)
            .onElements("a", "input", "pre", "div", "section")
            .allowAttributes("width", "height")
            .matching(NUMBER)
            .onElements("img")
            .allowAttributes("loading")
            .matching(true, "lazy")
            .onElements("img")
            .allowAttributes("start")
            .matching(NUMBER)
            .onElements("ol")
            .allowAttributes("open")
            .onElements("details")
            .allowAttributes("align")
            .matching(true, "left", "center", "right")
            .onElements("th", "td", "p", "div", "img")
            .allowAttributes("colspan", "rowspan")
            .matching(NUMBER)
            .onElements("th", "td")
            .allowAttributes("scope")
            .matching(true, "row", "col")
            .onElements("th")
            .allowAttributes("tabindex")
            .matching(true, "0")
            .onElements("pre", "table", "div")
            .allowAttributes("role")
            .matching(true, "note", "region")
            .onElements("div")
            .allowAttributes("type")
            .matching(true, "checkbox")
            .onElements("input")
            .allowAttributes("checked", "disabled")
            .onElements("input")
            .allowAttributes("class")
            .matching(CLASSES)
            .globally()
            .allowAttributes("id")
            .matching(IDS)
            .onElements("h1", "h2", "h3", "h4", "h5", "h6", "li", "a", "sup")
            .allowAttributes("lang")
            .matching(Pattern.compile("[A-Za-z0-9-]{1,20}"))
            .globally()
            .toFactory();

    private Sanitizer() {}

    static String clean(String html) {
        return POLICY.sanitize(html);
    }
}
