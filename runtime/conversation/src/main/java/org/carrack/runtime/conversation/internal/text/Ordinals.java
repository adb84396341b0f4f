package org.carrack.runtime.conversation.internal.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which of several is meant: "the second one", "2", "la dernière". Pure. */
public final class Ordinals {

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** What may stand beside it. "Wait a second" has something else, and says none. */
    private static final Set<String> BESIDE = Set.of(
            "the", "one", "please", "number", "option", "choice", "i", "mean", "take", "ok", "yes", "le", "la", "l",
            "numéro", "choix", "s", "il", "te", "vous", "plaît", "svp", "je", "veux", "dire", "prends", "oui");

    /** With "one" beside one of these, or alone, the first is meant. */
    private static final Set<String> COUNTED = Set.of("one", "number", "option", "choice", "please");

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
        List<String> words = Stream.of(NO_WORD.split(sentence.toLowerCase(Locale.ROOT)))
                .filter(word -> !word.isEmpty())
                .toList();
        List<String> others =
                words.stream().filter(word -> !BESIDE.contains(word)).toList();
        if (others.isEmpty() && words.contains("one") && COUNTED.containsAll(words)) {
            return OptionalInt.of(0);
        }
        // Neither -1 nor 1.5 is one of them.
        if (others.size() != 1 || sentence.indexOf('-') >= 0) {
            return OptionalInt.empty();
        }
        String word = others.get(0);
        if (LAST.contains(word)) {
            return OptionalInt.of(count - 1);
        }
        Integer ordinal = WORDS.get(word);
        double number = ordinal == null ? Numbers.find(word, locale).orElse(0) : ordinal;
        return isIndex(number, count) ? OptionalInt.of((int) number - 1) : OptionalInt.empty();
    }

    private static boolean isIndex(double number, int count) {
        return number == Math.rint(number) && number >= 1 && number <= count;
    }
}
