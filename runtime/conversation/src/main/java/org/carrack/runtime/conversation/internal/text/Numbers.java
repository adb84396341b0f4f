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

/** Numbers as people say and write them: in digits in every language, in words to billions in English and French. Pure. */
public final class Numbers {

    /** Groups of three digits may have blanks between them; behind a number may be the power of ten of a computer. */
    private static final Pattern DIGITS = Pattern.compile(
            "[+-]?(?:\\d{1,3}(?:[ \\u00A0\\u202F]\\d{3})+(?!\\d)|\\d+)(?:[.,]\\d+)*(?:[eE][+-]?\\d{1,2})?");

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
                    Map.of("thousand", 1e3, "million", 1e6, "billion", 1e9),
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
                    Map.of("mille", 1e3, "million", 1e6, "millions", 1e6, "milliard", 1e9, "milliards", 1e9),
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
        Words words = LANGUAGES.get(locale.getLanguage());
        Matcher digits = DIGITS.matcher(text);
        if (digits.find()) {
            OptionalDouble number = number(
                    digits.group(), DecimalFormatSymbols.getInstance(locale).getDecimalSeparator());
            if (words == null || number.isEmpty()) {
                return number;
            }
            double sign = words.isMinus(text.substring(0, digits.start())) ? -1 : 1;
            return OptionalDouble.of(sign * words.multiplier(text.substring(digits.end())) * number.getAsDouble());
        }
        return words == null
                ? OptionalDouble.empty()
                : words.find(List.of(NO_LETTERS.split(text.toLowerCase(Locale.ROOT))));
    }

    /** The last sign is that for decimals, unless it is the other one and three digits follow, or it is there twice. Nothing for 1.2.3. */
    private static OptionalDouble number(String digits, char decimal) {
        String plain = digits.replaceAll("[ \\u00A0\\u202F]", "");
        int last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
        String power = plain.replaceFirst("^[^eE]*", "");
        String mantissa = plain.substring(0, plain.length() - power.length());
        if (last < 0) {
            return OptionalDouble.of(Double.parseDouble(plain));
        }
        char sign = plain.charAt(last);
        boolean isTwice = mantissa.indexOf(sign) < last;
        boolean isThousands = isTwice || (sign != decimal && mantissa.length() - last == 4);
        String whole = isThousands ? mantissa : mantissa.substring(0, last);
        if (!whole.matches("[+-]?\\d+|[+-]?\\d{1,3}([.,])\\d{3}(\\1\\d{3})*")) {
            return OptionalDouble.empty();
        }
        String part = isThousands ? "" : "." + mantissa.substring(last + 1);
        return OptionalDouble.of(Double.parseDouble(whole.replaceAll("[.,]", "") + part + power));
    }

    /** The words of a language. */
    private record Words(
            Map<String, Integer> values,
            Set<String> hundreds,
            Map<String, Double> multipliers,
            String and,
            String point,
            String minus) {

        /** Whether what stands before a number makes it one below zero. */
        boolean isMinus(String before) {
            return before.toLowerCase(Locale.ROOT).strip().endsWith(minus);
        }

        /** What the word behind a number in digits makes of it. */
        double multiplier(String behind) {
            String word = NO_LETTERS.split(behind.strip().toLowerCase(Locale.ROOT), 2)[0];
            return multipliers.getOrDefault(word, 1.0);
        }

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
        private double total;
        private int current;
        private double least = Double.MAX_VALUE;
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
            return Optional.of(total + current + Double.parseDouble("0" + decimals()));
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
            Double multiplier = words.multipliers().get(word);
            if (multiplier != null && multiplier < least) {
                total += Math.max(1, current) * multiplier;
                current = 0;
                least = multiplier;
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
