package org.carrack.runtime.conversation.internal.text;

import java.text.DecimalFormatSymbols;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as people say and write them: in digits in every language, in words to 999,999 in English and French. Pure. */
public final class Numbers {

    private static final Pattern DIGITS = Pattern.compile("[+-]?\\d{1,15}(?:[.,]\\d{1,15})*");
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");

    private static final Map<String, Words> LANGUAGES = Map.of(
            "en",
            new Words(
                    values(
                            List.of(
                                    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
                                            .split(" ")),
                            List.of("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
                            Map.of("a", 1)),
                    Set.of("hundred"),
                    Set.of("thousand"),
                    "and",
                    "point",
                    "minus"),
            "fr",
            new Words(
                    values(
                            List.of(
                                    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
                                            .split(" ")),
                            List.of(
                                    "vingt",
                                    "trente",
                                    "quarante",
                                    "cinquante",
                                    "soixante",
                                    "septante",
                                    "huitante",
                                    "nonante"),
                            Map.of("une", 1, "vingts", 20)),
                    Set.of("cent", "cents"),
                    Set.of("mille"),
                    "et",
                    "virgule",
                    "moins"));

    private Numbers() {}

    private static Map<String, Integer> values(List<String> small, List<String> tens, Map<String, Integer> others) {
        Map<String, Integer> values = new HashMap<>(others);
        for (int i = 0; i < small.size(); i++) {
            values.put(small.get(i), i);
        }
        for (int i = 0; i < tens.size(); i++) {
            values.put(tens.get(i), 20 + 10 * i);
        }
        return values;
    }

    /**
     * The first number in digits, with the sign for decimals of the language; else the first in words. An article that is a number, too, counts if
     * there is no other.
     */
    public static OptionalDouble find(String text, Locale locale) {
        Matcher digits = DIGITS.matcher(text);
        if (digits.find()) {
            return OptionalDouble.of(number(
                    digits.group(), DecimalFormatSymbols.getInstance(locale).getDecimalSeparator()));
        }
        Words words = LANGUAGES.get(locale.getLanguage());
        return words == null
                ? OptionalDouble.empty()
                : words.find(List.of(NO_LETTERS.split(text.toLowerCase(Locale.ROOT))));
    }

    /** The last sign is that for decimals, unless it is the other one and three digits follow. */
    private static double number(String digits, char decimal) {
        int last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
        boolean isThousands = last >= 0 && digits.charAt(last) != decimal && digits.length() - last == 4;
        String whole = last < 0 || isThousands ? digits : digits.substring(0, last);
        String part = last < 0 || isThousands ? "" : "." + digits.substring(last + 1);
        return Double.parseDouble(whole.replaceAll("[.,]", "") + part);
    }

    /** The words of a language. */
    private record Words(
            Map<String, Integer> values,
            Set<String> hundreds,
            Set<String> thousands,
            String and,
            String point,
            String minus) {

        OptionalDouble find(List<String> said) {
            OptionalDouble article = OptionalDouble.empty();
            int i = 0;
            while (i < said.size()) {
                Reader reader = new Reader(this, said, i);
                Optional<Double> number = reader.read();
                if (number.isPresent()) {
                    boolean isNegative = i > 0 && said.get(i - 1).equals(minus);
                    OptionalDouble found = OptionalDouble.of(isNegative ? -number.get() : number.get());
                    if (number.get() != 1 || reader.next - i > 1 || isNegative) {
                        return found;
                    }
                    if (article.isEmpty() && !said.get(i).equals("a")) {
                        article = found;
                    }
                }
                i = Math.max(reader.next, i + 1);
            }
            return article;
        }
    }

    /** Reads one number, as far as its words go. */
    private static final class Reader {

        private final Words words;
        private final List<String> said;
        private int next;
        private int total;
        private int current;
        private boolean isThere;

        Reader(Words words, List<String> said, int start) {
            this.words = words;
            this.said = said;
            next = start;
        }

        Optional<Double> read() {
            while (next < said.size() && take(said.get(next))) {
                isThere = true;
                next++;
            }
            if (!isThere) {
                return Optional.empty();
            }
            // What stands for "and" is part of it only if something comes behind.
            while (said.get(next - 1).equals(words.and())) {
                next--;
            }
            return Optional.of(Double.parseDouble(total + current + decimals()));
        }

        private boolean take(String word) {
            Integer value = words.values().get(word);
            if (value != null && fits(value)) {
                current += value;
                return true;
            }
            if (value != null && value == 20 && current % 100 == 4) {
                // quatre-vingt
                current += 76;
                return true;
            }
            if (words.hundreds().contains(word) && current < 10) {
                current = Math.max(1, current) * 100;
                return true;
            }
            if (words.thousands().contains(word) && total == 0) {
                total = Math.max(1, current) * 1000;
                current = 0;
                return true;
            }
            return isThere && word.equals(words.and());
        }

        private boolean fits(int value) {
            if (!isThere) {
                return true;
            }
            int tens = current % 100;
            if (value == 0 || total + current == 0) {
                return false;
            }
            if (value >= 20) {
                return tens == 0;
            }
            // soixante-dix, quatre-vingt-dix; dix-sept.
            boolean isFrench = words.and().equals("et");
            if (value >= 10) {
                return tens == 0 || (isFrench && (tens == 60 || tens == 80));
            }
            return tens % 10 == 0 && (tens != 10 || isFrench);
        }

        private String decimals() {
            StringBuilder decimals = new StringBuilder();
            if (next + 1 < said.size() && said.get(next).equals(words.point())) {
                int digit = next + 1;
                while (digit < said.size() && words.values().getOrDefault(said.get(digit), 100) < 100) {
                    decimals.append(words.values().get(said.get(digit)));
                    digit++;
                }
                if (!decimals.isEmpty()) {
                    next = digit;
                    return "." + decimals;
                }
            }
            return "";
        }
    }
}
