package org.carrack.runtime.wiki.internal.content;

import java.util.Locale;

/** The order in which people expect names: 2 before 10, and capitals among small letters. Stateless. */
final class NaturalOrder {

    private NaturalOrder() {}

    /** A text that is in the order of texts where the name is in that of people. */
    static String key(String name) {
        StringBuilder key = new StringBuilder(name.length() + 8);
        String lower = name.toLowerCase(Locale.ROOT);
        int at = 0;
        while (at < lower.length()) {
            int end = at;
            while (end < lower.length() && isDigit(lower.charAt(end))) {
                end++;
            }
            if (end == at) {
                key.append(lower.charAt(at));
                at++;
            } else {
                int begin = at;
                while (begin < end - 1 && lower.charAt(begin) == '0') {
                    begin++;
                }
                // Of two numbers the one with more digits is the greater.
                key.append((char) ('0' + Math.min(end - begin, 1_000))).append(lower, begin, end);
                at = end;
            }
        }
        // Names that differ in capitals alone have an order too.
        return key.append('\0').append(name).toString();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
