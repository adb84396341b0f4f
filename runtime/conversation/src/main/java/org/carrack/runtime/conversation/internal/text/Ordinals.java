package org.carrack.runtime.conversation.internal.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Which of several is meant: "the second one", "2", "la dernière". Pure. */
public final class Ordinals {

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** A longer sentence is about something else. */
    private static final int MOST_WORDS = 4;

    private static final List<String> LAST = List.of("last", "dernier", "dernière");

    private static final Map<String, Integer> WORDS = Map.ofEntries(
            Map.entry("first", 1),
            Map.entry("1st", 1),
            Map.entry("second", 2),
            Map.entry("2nd", 2),
            Map.entry("third", 3),
            Map.entry("3rd", 3),
            Map.entry("fourth", 4),
            Map.entry("4th", 4),
            Map.entry("fifth", 5),
            Map.entry("5th", 5),
            Map.entry("premier", 1),
            Map.entry("première", 1),
            Map.entry("1er", 1),
            Map.entry("1re", 1),
            Map.entry("deuxième", 2),
            Map.entry("2e", 2),
            Map.entry("seconde", 2),
            Map.entry("troisième", 3),
            Map.entry("3e", 3),
            Map.entry("quatrième", 4),
            Map.entry("4e", 4),
            Map.entry("cinquième", 5),
            Map.entry("5e", 5));

    private Ordinals() {}

    /**
     * Which of so many a sentence says, from 0 on; none if it says none of them.
     *
     * @param count how many there are
     */
    public static OptionalInt find(String sentence, Locale locale, int count) {
        List<String> words = List.of(NO_WORD.split(sentence.strip().toLowerCase(Locale.ROOT)));
        if (words.size() > MOST_WORDS) {
            return OptionalInt.empty();
        }
        for (String word : words) {
            if (LAST.contains(word)) {
                return OptionalInt.of(count - 1);
            }
            Integer ordinal = WORDS.get(word);
            if (ordinal != null) {
                return ordinal <= count ? OptionalInt.of(ordinal - 1) : OptionalInt.empty();
            }
        }
        OptionalDouble number = Numbers.find(sentence, locale);
        // "one" of "the kitchen one" is no number.
        boolean isBare = words.size() <= 2;
        return isBare && number.isPresent() && isIndex(number.getAsDouble(), count)
                ? OptionalInt.of((int) number.getAsDouble() - 1)
                : OptionalInt.empty();
    }

    private static boolean isIndex(double number, int count) {
        return number == Math.rint(number) && number >= 1 && number <= count;
    }
}
