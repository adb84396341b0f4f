package org.carrack.spi.page;

import org.jspecify.annotations.Nullable;

/**
 * Text in HTML, in elements and in quoted attributes. JStachio's renderers without a runtime library escape nothing by themselves, so
 * each page hands {@link #escape} to its own; {@code ArchitectureTest} refuses their {@code of()}. Stateless.
 */
public final class HtmlText {

    private HtmlText() {}

    /** Escapes what HTML has a meaning for. */
    public static String escape(String text) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            String entity = entity(text.charAt(i));
            if (entity != null && escaped == null) {
                escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (escaped != null && entity == null) {
                escaped.append(text.charAt(i));
            } else if (escaped != null) {
                escaped.append(entity);
            }
        }
        return escaped == null ? text : escaped.toString();
    }

    private static @Nullable String entity(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            default -> null;
        };
    }
}
