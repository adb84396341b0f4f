package admin.lists;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text in the order that people expect: without regard to case, and 1.10.0 after 1.9.0.
 *
 * @param parts texts, and the numbers between them
 */
record NaturalText(List<Part> parts) implements Comparable<NaturalText> {

    private static final Pattern PART = Pattern.compile("\\d+|\\D+");

    static NaturalText of(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            parts.add(Part.of(matcher.group()));
        }
        return new NaturalText(parts);
    }

    @Override
    public int compareTo(NaturalText other) {
        int common = Math.min(parts.size(), other.parts.size());
        for (int i = 0; i < common; i++) {
            int order = parts.get(i).compareTo(other.parts.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(parts.size(), other.parts.size());
    }

    /** @param number null for a text */
    private record Part(String text, @Nullable BigInteger number) implements Comparable<Part> {

        static Part of(String text) {
            // As \\d has it, which knows no digits but these.
            boolean isNumber = text.charAt(0) >= '0' && text.charAt(0) <= '9';
            return new Part(text, isNumber ? new BigInteger(text) : null);
        }

        @Override
        public int compareTo(Part other) {
            return number != null && other.number != null ? number.compareTo(other.number) : text.compareTo(other.text);
        }
    }
}
