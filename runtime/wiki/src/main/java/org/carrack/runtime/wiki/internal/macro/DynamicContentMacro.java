package org.carrack.runtime.wiki.internal.macro;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.jspecify.annotations.Nullable;

/** What an actor method returns to the reader. Stateless. */
final class DynamicContentMacro {

    private static final int MOST_ROWS = 1_000;

    private DynamicContentMacro() {}

    static Node call(MacroCall call, MacroPage page) throws MacroException {
        Map<String, Object> arguments = new LinkedHashMap<>();
        if (call.named().get("args") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> arguments.put(String.valueOf(name), value));
        }
        Object result =
                page.call(call.text("package", -1), call.required("actor", -1), call.required("method", -1), arguments);
        boolean isMarkdown = call.flag("markdown", true);
        if (isMarkdown && result instanceof String text) {
            return page.markdown(text, page.folder() + "result.md");
        }
        if (result instanceof List<?> list && !list.isEmpty() && list.stream().allMatch(Map.class::isInstance)) {
            return Macros.html(table(list));
        }
        if (result instanceof Map<?, ?> map) {
            return Macros.html(table(map));
        }
        if (result instanceof List<?> list) {
            StringBuilder html = new StringBuilder("<ul>");
            list.stream()
                    .limit(MOST_ROWS)
                    .forEach(one -> html.append("<li>").append(shown(one)).append("</li>"));
            return Macros.html(html.append("</ul>").toString());
        }
        Paragraph paragraph = new Paragraph();
        paragraph.appendChild(new Text(result == null ? "–" : String.valueOf(result)));
        return Macros.in(paragraph);
    }

    private static String shown(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return table(map);
        }
        if (value instanceof List<?> list) {
            return !list.isEmpty() && list.stream().allMatch(Map.class::isInstance)
                    ? table(list)
                    : list.stream()
                            .limit(MOST_ROWS)
                            .map(DynamicContentMacro::shown)
                            .collect(Collectors.joining(", "));
        }
        return value == null ? "–" : Html.text(String.valueOf(value));
    }

    private static String table(List<?> rows) {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> ((Map<?, ?>) row).keySet().forEach(key -> columns.add(String.valueOf(key))));
        StringBuilder html = new StringBuilder("<table tabindex=\"0\"><thead><tr>");
        columns.forEach(column ->
                html.append("<th scope=\"col\">").append(Html.text(column)).append("</th>"));
        html.append("</tr></thead><tbody>");
        rows.stream().limit(MOST_ROWS).forEach(row -> {
            html.append("<tr>");
            columns.forEach(column -> html.append("<td>")
                    .append(shown(((Map<?, ?>) row).get(column)))
                    .append("</td>"));
            html.append("</tr>");
        });
        return html.append("</tbody></table>").toString();
    }

    private static String table(Map<?, ?> map) {
        StringBuilder html = new StringBuilder("<table tabindex=\"0\"><tbody>");
        map.forEach((key, value) -> html.append("<tr><th scope=\"row\">%s</th><td>%s</td></tr>"
                .formatted(Html.text(String.valueOf(key)), shown(value))));
        return html.append("</tbody></table>").toString();
    }
}
