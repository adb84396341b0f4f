package org.carrack.model.javadoc;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A documentation comment taken apart.
 *
 * @param text what stands before the tags
 * @param parameters its {@code @param} tags by name
 * @param result its {@code @return}
 */
record DocComment(String text, Map<String, String> parameters, String result) {

    private static final Pattern TAG = Pattern.compile("(?m)^\\s*@(\\w+)\\s*");
    private static final Pattern CODE =
            Pattern.compile("\\{@(?:code|literal)\\s+([^{}]*+(?:\\{[^{}]*+\\}[^{}]*+)*+)\\}");
    private static final Pattern LINK = Pattern.compile("\\{@link(?:plain)?\\s++([^\\s}]++)\\s*+([^}]*+)\\}");
    private static final Pattern RETURN = Pattern.compile("^\\{@return\\s+([^}]*)\\}");

    /** @param comment without the stars at the beginnings of its lines */
    static DocComment parse(String comment) {
        Matcher tags = TAG.matcher(comment);
        boolean isFound = tags.find();
        String text = clean(isFound ? comment.substring(0, tags.start()) : comment);
        Map<String, String> parameters = new LinkedHashMap<>();
        String result = "";
        while (isFound) {
            String tag = tags.group(1);
            int begin = tags.end();
            isFound = tags.find();
            String body = clean(comment.substring(begin, isFound ? tags.start() : comment.length()));
            if (tag.equals("return")) {
                result = body;
            } else if (tag.equals("param")) {
                String[] nameAndText = body.split("\\s+", 2);
                parameters.put(nameAndText[0], nameAndText.length < 2 ? "" : nameAndText[1]);
            }
        }
        Matcher inline = RETURN.matcher(comment.strip());
        if (inline.find()) {
            result = clean(inline.group(1));
            text = clean("Returns " + inline.replaceFirst("$1"));
        }
        return new DocComment(text, Map.copyOf(parameters), result);
    }

    /** As Markdown, which is what readers of OpenAPI expect. */
    private static String clean(String text) {
        String plain = CODE.matcher(text).replaceAll("`$1`");
        plain = LINK.matcher(plain)
                .replaceAll(link -> Matcher.quoteReplacement(
                        link.group(2).isBlank()
                                ? link.group(1).replaceFirst("^#", "").replace('#', '.')
                                : link.group(2)));
        return plain.replaceAll("(?i)\\s*</?p>\\s*", "\n\n")
                .replaceAll("(?i)</?(b|strong)>", "**")
                .replaceAll("(?i)</?(i|em)>", "*")
                .replaceAll("(?i)</?(code|tt)>", "`")
                .replaceAll("[ \\t]*\\n[ \\t]*", "\n")
                .replaceAll("(?<!\\n)\\n(?!\\n)", " ")
                .strip();
    }
}
