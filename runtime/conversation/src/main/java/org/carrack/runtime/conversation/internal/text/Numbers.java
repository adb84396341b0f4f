package org.carrack.runtime.conversation.internal.text;

import java.text.DecimalFormatSymbols;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as people say and write them. Pure. */
public final class Numbers {

    private static final Pattern DIGITS = Pattern.compile("[+-]?\\d{1,15}(?:[.,]\\d{1,15})*");

    private static final Map<String, Map<String, Integer>> WORDS = Map.of(
            "en",
            words(
                    List.of(
                            "zero",
                            "one",
                            "two",
                            "three",
                            "four",
                            "five",
                            "six",
                            "seven",
                            "eight",
                            "nine",
                            "ten",
                            "eleven",
                            "twelve",
                            "thirteen",
                            "fourteen",
                            "fifteen",
                            "sixteen",
                            "seventeen",
                            "eighteen",
                            "nineteen"),
                    Map.of(
                            "twenty", 20, "thirty", 30, "forty", 40, "fifty", 50, "sixty", 60, "seventy", 70, "eighty",
                            80, "ninety", 90),
                    "hundred"),
            "fr",
            words(
                    List.of(
                            "zéro",
                            "un",
                            "deux",
                            "trois",
                            "quatre",
                            "cinq",
                            "six",
                            "sept",
                            "huit",
                            "neuf",
                            "dix",
                            "onze",
                            "douze",
                            "treize",
                            "quatorze",
                            "quinze",
                            "seize",
                            "dix sept",
                            "dix huit",
                            "dix neuf"),
                    Map.of(
                            "vingt",
                            20,
                            "trente",
                            30,
                            "quarante",
                            40,
                            "cinquante",
                            50,
                            "soixante",
                            60,
                            "quatre vingt",
                            80),
                    "cent"));

    private Numbers() {}

    /** The names from zero to a hundred; of sixty and eighty in French those to seventy-nine and ninety-nine. */
    private static Map<String, Integer> words(List<String> small, Map<String, Integer> tens, String hundred) {
        Map<String, Integer> words = new HashMap<>();
        for (int i = 0; i < small.size(); i++) {
            words.put(small.get(i), i);
        }
        tens.forEach((name, value) -> {
            words.put(name, value);
            int next = tens.containsValue(value + 10) || value == 90 ? 10 : 20;
            for (int i = 1; i < next; i++) {
                words.put(name + " " + small.get(i), value + i);
            }
        });
        words.put(hundred, 100);
        return words;
    }

    /** The first number in digits, with the sign for decimals of the language; else the longest in words, from zero to a hundred. */
    public static OptionalDouble find(String text, Locale locale) {
        Matcher digits = DIGITS.matcher(text);
        if (digits.find()) {
            return OptionalDouble.of(number(
                    digits.group(), DecimalFormatSymbols.getInstance(locale).getDecimalSeparator()));
        }
        String spoken = " "
                + text.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}]+", " ")
                        .replace(" et ", " ")
                        .replace("vingts", "vingt")
                        .strip()
                + " ";
        return WORDS.getOrDefault(locale.getLanguage(), Map.of()).entrySet().stream()
                .filter(word -> spoken.contains(" " + word.getKey() + " "))
                .max(java.util.Comparator.comparingInt(
                        (Map.Entry<String, Integer> word) -> word.getKey().length()))
                .map(word -> OptionalDouble.of(word.getValue()))
                .orElse(OptionalDouble.empty());
    }

    /** The last sign is that for decimals, unless it is the other one and three digits follow. */
    private static double number(String digits, char decimal) {
        int last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
        boolean isThousands = last >= 0 && digits.charAt(last) != decimal && digits.length() - last == 4;
        String whole = last < 0 || isThousands ? digits : digits.substring(0, last);
        String part = last < 0 || isThousands ? "" : "." + digits.substring(last + 1);
        return Double.parseDouble(whole.replaceAll("[.,]", "") + part);
    }
}
