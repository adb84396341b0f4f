package org.carrack.runtime.wiki.internal.macro;

import java.util.ArrayList;
import java.util.List;
import org.carrack.runtime.wiki.internal.content.WikiPaths;
import org.commonmark.node.Node;

/** Pictures beside each other, and one after the other. Stateless. */
final class PictureMacros {

    private PictureMacros() {}

    static Node gallery(MacroCall call, MacroPage page) throws MacroException {
        StringBuilder html = new StringBuilder("<div class=\"gallery\">");
        for (Picture picture : pictures(call, page, "image")) {
            html.append("<a href=\"%s\">%s</a>"
                    .formatted(Html.text(picture.address()), Html.image(picture.address(), picture.title())));
        }
        return Macros.html(html.append("</div>").toString());
    }

    static Node slideshow(MacroCall call, MacroPage page) throws MacroException {
        StringBuilder html =
                new StringBuilder("<div class=\"slideshow\" tabindex=\"0\" role=\"region\" aria-label=\"Slides\">");
        List<Picture> all = pictures(call, page, "(?:image|slide)");
        for (int i = 0; i < all.size(); i++) {
            html.append("<figure>%s<figcaption>%d / %d %s</figcaption></figure>"
                    .formatted(
                            Html.image(all.get(i).address(), all.get(i).title()),
                            i + 1,
                            all.size(),
                            Html.text(all.get(i).title())));
        }
        return Macros.html(html.append("</div>").toString());
    }

    /** A picture with its address. */
    private record Picture(String address, String title) {}

    private static List<Picture> pictures(MacroCall call, MacroPage page, String beginning) throws MacroException {
        List<String> links = new ArrayList<>(call.texts("images"));
        links.addAll(call.numbered(beginning));
        if (links.isEmpty()) {
            throw new MacroException("the macro %s needs images = [\"one.png\", …]".formatted(call.name()));
        }
        List<String> titles = call.texts("titles");
        List<Picture> all = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            String link = links.get(i);
            String address = link.startsWith("https://") ? link : address(call, page, link);
            all.add(new Picture(address, i < titles.size() ? titles.get(i) : title(link)));
        }
        return all;
    }

    static String address(MacroCall call, MacroPage page, String link) throws MacroException {
        return page.file(link)
                .map(page::address)
                .orElseThrow(() -> new MacroException(
                        "there is no file %s in the wiki for the macro %s".formatted(link, call.name())));
    }

    private static String title(String link) {
        String name = WikiPaths.name(link);
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name).replace('-', ' ').replace('_', ' ');
    }
}
