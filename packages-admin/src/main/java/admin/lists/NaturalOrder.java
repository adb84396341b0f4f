package admin.lists;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts as people order them: without regard to case, and 1.10.0 after 1.9.0. */
final class NaturalOrder implements Comparator<String> {

    private static final Pattern PART = Pattern.compile("\\d+|\\D+");

    @Override
    public int compare(String left, String right) {
        Matcher a = PART.matcher(left.toLowerCase(Locale.ROOT));
        Matcher b = PART.matcher(right.toLowerCase(Locale.ROOT));
        while (true) {
            boolean isLeft = a.find();
            boolean isRight = b.find();
            if (!isLeft || !isRight) {
                return Boolean.compare(isLeft, isRight);
            }
            int order = compareParts(a.group(), b.group());
            if (order != 0) {
                return order;
            }
        }
    }

    private static int compareParts(String left, String right) {
        return isNumber(left) && isNumber(right)
                ? new BigInteger(left).compareTo(new BigInteger(right))
                : left.compareTo(right);
    }

    /** As {@code \\d} has it, which knows no digits but these. */
    private static boolean isNumber(String part) {
        return part.charAt(0) >= '0' && part.charAt(0) <= '9';
    }
}
