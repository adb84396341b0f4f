package org.carrack.runtime.wiki.internal.content;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order in which people expect names: 2 before 10, and capitals among small letters. Stateless. */
final class NaturalOrder implements Comparator<String> {

    private static final Pattern PARTS = Pattern.compile("\\d+|\\D+");

    @Override
    public int compare(String one, String other) {
        Matcher left = PARTS.matcher(one.toLowerCase(Locale.ROOT));
        Matcher right = PARTS.matcher(other.toLowerCase(Locale.ROOT));
        while (left.find() && right.find()) {
            int order = compareParts(left.group(), right.group());
            if (order != 0) {
                return order;
            }
        }
        return one.length() == other.length() ? one.compareTo(other) : Integer.compare(one.length(), other.length());
    }

    private static int compareParts(String left, String right) {
        boolean areNumbers = Character.isDigit(left.charAt(0)) && Character.isDigit(right.charAt(0));
        return areNumbers ? new BigInteger(left).compareTo(new BigInteger(right)) : left.compareTo(right);
    }
}
