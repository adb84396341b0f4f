package org.carrack.runtime.wiki.internal.macro;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.commonmark.node.Document;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Node;

/** The macros that there are. Stateless. */
public final class Macros {

    private static final Map<String, Macro> ALL = Map.of(
            "include", IncludeMacros::include,
            "includes", IncludeMacros::includes,
            "gallery", PictureMacros::gallery,
            "slideshow", PictureMacros::slideshow,
            "team", TeamMacro::team,
            "dynamic_content", DynamicContentMacro::call,
            "mermaid", (call, page) -> diagram(call, page, "mermaid"),
            "dot", (call, page) -> diagram(call, page, "dot"));

    /** Those whose body is a text in another language. */
    private static final Set<String> WITH_TEXT = Set.of("mermaid", "dot");

    private Macros() {}

    static boolean takesToml(String name) {
        return !WITH_TEXT.contains(name);
    }

    /**
     * What a macro makes.
     *
     * @throws MacroException if there is none of that name, or it cannot do it
     */
    public static Node expand(MacroCall call, MacroPage page) throws MacroException {
        Macro macro = ALL.get(call.name());
        if (macro == null) {
            throw new MacroException("there is no macro %s; there are %s"
                    .formatted(call.name(), String.join(", ", new TreeSet<>(ALL.keySet()))));
        }
        return macro.expand(call, page);
    }

    private static Node diagram(MacroCall call, MacroPage page, String kind) throws MacroException {
        String source = call.body();
        if (source.isBlank()) {
            String given = call.text("link", 0);
            if (given.isBlank()) {
                throw new MacroException(
                        "the macro %s needs a diagram, in the lines below it or as a file".formatted(call.name()));
            }
            source = page.file(given).isPresent() ? IncludeMacros.text(page, given) : given;
        }
        return html(diagram(kind, source));
    }

    /** A diagram as its source, which a browser draws. */
    public static String diagram(String kind, String source) {
        return "<pre class=\"diagram %s\" tabindex=\"0\"><code>%s</code></pre>".formatted(kind, Html.text(source));
    }

    static Node html(String html) {
        HtmlBlock block = new HtmlBlock();
        block.setLiteral(html);
        return in(block);
    }

    /** A document with a node in it. */
    static Document in(Node node) {
        Document document = new Document();
        document.appendChild(node);
        return document;
    }
}
