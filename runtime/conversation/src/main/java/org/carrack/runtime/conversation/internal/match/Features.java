package org.carrack.runtime.conversation.internal.match;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What of a sentence is compared: the stems of its words, in their order, and as a bag of words, pairs of words and pieces of three letters. Signs
 * and capitals are none of it. Immutable.
 *
 * @param words in small letters, one for each stem
 * @param counts how often each feature is there, in the order in which they first are
 */
record Features(List<String> words, List<String> stems, Map<String, Integer> counts) {

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern APOSTROPHE = Pattern.compile("(?<=\\p{L})['’](?=\\p{L})");

    private static final Pattern LATIN_MARKS = Pattern.compile("(?<=\\p{IsLatin})\\p{Mn}+");

    /** A word of so many letters is short. */
    static final int SHORT = 3;

    /** More of a sentence is not looked at. */
    private static final int MOST_WORDS = 200;

    private static final int LONGEST_WORD = 50;

    static Features of(String sentence, Stemmer stemmer) {
        String plain = APOSTROPHE
                .matcher(Normalizer.normalize(sentence, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT))
                .replaceAll(" ");
        List<String> words = new ArrayList<>();
        for (String word : NO_WORD.split(plain)) {
            if (!word.isEmpty() && words.size() < MOST_WORDS) {
                words.add(word.length() > LONGEST_WORD ? word.substring(0, LONGEST_WORD) : word);
            }
        }
        List<String> stems = stemmer.stems(words).stream().map(Features::plain).toList();
        words.replaceAll(Features::plain);
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int i = 0; i < stems.size(); i++) {
            String stem = stems.get(i);
            counts.merge(stem, 1, Integer::sum);
            if (i > 0) {
                counts.merge(stems.get(i - 1) + " " + stem, 1, Integer::sum);
            }
            String bounded = "^" + words.get(i) + "$";
            for (int j = 0; j + 3 <= bounded.length(); j++) {
                counts.merge("~" + bounded.substring(j, j + 3), 1, Integer::sum);
            }
        }
        return new Features(words, stems, counts);
    }

    /** Without accents, which many leave out; signs of other scripts are letters. */
    private static String plain(String word) {
        return LATIN_MARKS
                .matcher(Normalizer.normalize(word, Normalizer.Form.NFD))
                .replaceAll("");
    }

    /** Whether all its words are short, as those are that are in every sentence. */
    boolean isFaint() {
        return words.stream().allMatch(word -> word.length() <= SHORT);
    }

    /**
     * Whether the stems of another are among its own, in their order. A single word must be there as it is written: in other forms it is in too
     * many sentences about something else.
     */
    boolean contains(Features other) {
        if (other.words.size() == 1) {
            return words.contains(other.words.get(0));
        }
        int next = 0;
        for (String stem : stems) {
            if (next < other.stems.size() && stem.equals(other.stems.get(next))) {
                next++;
            }
        }
        return next == other.stems.size() && next > 0;
    }
}
