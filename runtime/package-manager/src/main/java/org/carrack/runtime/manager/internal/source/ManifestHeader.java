package org.carrack.runtime.manager.internal.source;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A manifest header of clauses, such as {@code Export-Package}: {@code path;path;key=value;directive:="a,b",path}. Format: OSGi
 * Core 8, section 1.3.2.
 */
final class ManifestHeader {

    private ManifestHeader() {}

    /** The paths of all clauses, without attributes and directives; empty if the header is absent. */
    static Set<String> paths(@Nullable String header) {
        Set<String> paths = new LinkedHashSet<>();
        for (String clause : split(header == null ? "" : header, ',')) {
            for (String part : split(clause, ';')) {
                String text = part.strip();
                if (text.indexOf('=') < 0 && !text.isEmpty()) {
                    paths.add(text);
                }
            }
        }
        return paths;
    }

    /** Splits at a separator outside of quotes. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean isQuoted = false;
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == separator && !isQuoted) {
                parts.add(text.substring(begin, i));
                begin = i + 1;
            }
        }
        parts.add(text.substring(begin));
        return parts;
    }
}
