package org.carrack.runtime.wiki.internal.macro;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.commonmark.node.Node;

/** People, each with a picture and what they do: a table {@code [[member]]} for each. Stateless. */
final class TeamMacro {

    private TeamMacro() {}

    static Node team(MacroCall call, MacroPage page) throws MacroException {
        List<Map<?, ?>> members = new ArrayList<>();
        for (String key : List.of("member", "members", "person", "people")) {
            if (call.named().get(key) instanceof List<?> list) {
                list.forEach(one -> {
                    if (one instanceof Map<?, ?> member) {
                        members.add(member);
                    }
                });
            }
        }
        if (members.isEmpty()) {
            throw new MacroException("the macro team needs a table [[member]] with a name for each person");
        }
        StringBuilder html = new StringBuilder("<div class=\"team\">");
        for (Map<?, ?> member : members) {
            String name = text(member, "name");
            if (name.isBlank()) {
                throw new MacroException("a [[member]] of the macro team has no name");
            }
            html.append("<div class=\"member\">");
            String image = text(member, "image");
            if (!image.isEmpty()) {
                html.append(Html.image(PictureMacros.address(call, page, image), ""));
            }
            String link = text(member, "link");
            html.append("<p><strong>")
                    .append(
                            link.isEmpty()
                                    ? Html.text(name)
                                    : "<a href=\"%s\">%s</a>".formatted(Html.text(link), Html.text(name)))
                    .append("</strong></p>");
            paragraph(html, "role", text(member, "role"));
            paragraph(html, "", text(member, "text"));
            html.append("</div>");
        }
        return Macros.html(html.append("</div>").toString());
    }

    private static void paragraph(StringBuilder html, String style, String text) {
        if (!text.isEmpty()) {
            html.append(style.isEmpty() ? "<p>" : "<p class=\"%s\">".formatted(style))
                    .append(Html.text(text))
                    .append("</p>");
        }
    }

    private static String text(Map<?, ?> member, String key) {
        Object value = member.get(key);
        return value == null ? "" : String.valueOf(value);
    }
}
