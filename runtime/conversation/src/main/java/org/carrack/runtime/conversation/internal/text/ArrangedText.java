package org.carrack.runtime.conversation.internal.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence as Elivia arranges it before entries are looked for in it: in small letters, without the full stops, question and exclamation marks
 * behind a letter, with blanks for hyphens (but for the minus of a number), and trimmed. It knows where each character comes from. Immutable.
 */
public final class ArrangedText {

    private static final Pattern SIGN = Pattern.compile("[a-zA-Z] ?[.?!¿¡]");

    private final String sentence;
    private final String text;
    private final int[] origins;
    private final List<Word> words;

    /** A word and where it begins. There is always a last one, which is empty if the text ends in a blank. */
    record Word(int start, String text) {}

    /** What was found, in small letters, and as it was said. */
    public record Found(String value, String original) {

        /** Nothing. */
        public static final Found NOTHING = new Found("", "");
    }

    private ArrangedText(String sentence, String text, int[] origins) {
        this.sentence = sentence;
        this.text = text;
        this.origins = origins;
        words = split(text);
    }

    /** Arranges a sentence. */
    public static ArrangedText of(String sentence) {
        boolean[] isRemoved = new boolean[sentence.length()];
        Matcher sign = SIGN.matcher(sentence);
        while (sign.find()) {
            int at = sign.end() - 1;
            isRemoved[at] = ".?!".indexOf(sentence.charAt(at)) >= 0;
        }
        StringBuilder arranged = new StringBuilder(sentence.length());
        int[] origins = new int[sentence.length() + 1];
        for (int i = 0; i < sentence.length(); i++) {
            if (!isRemoved[i]) {
                char c = sentence.charAt(i);
                origins[arranged.length()] = i;
                arranged.append(c == '-' && !isMinus(sentence, i) ? ' ' : Character.toLowerCase(c));
            }
        }
        int start = 0;
        int end = arranged.length();
        while (start < end && Character.isWhitespace(arranged.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(arranged.charAt(end - 1))) {
            end--;
        }
        int[] kept = new int[end - start + 1];
        System.arraycopy(origins, start, kept, 0, end - start);
        kept[end - start] = end > start ? origins[end - 1] + 1 : 0;
        return new ArrangedText(sentence, arranged.substring(start, end), kept);
    }

    /** Before a digit, and behind a blank or nothing, it is part of a number. */
    private static boolean isMinus(String sentence, int at) {
        return at + 1 < sentence.length()
                && Character.isDigit(sentence.charAt(at + 1))
                && (at == 0 || Character.isWhitespace(sentence.charAt(at - 1)));
    }

    private static List<Word> split(String text) {
        List<Word> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == ' ') {
                if (i > start) {
                    words.add(new Word(start, text.substring(start, i)));
                }
                start = i + 1;
            }
        }
        words.add(new Word(start, text.substring(start)));
        return List.copyOf(words);
    }

    /** The text. */
    public String text() {
        return text;
    }

    /** The words, split at blanks alone. */
    List<Word> words() {
        return words;
    }

    /** A part of it, by the places in the text; nothing if the first is behind the second. */
    Found part(int from, int to) {
        if (from >= to) {
            return Found.NOTHING;
        }
        int last = origins[to - 1] + 1;
        return new Found(text.substring(from, to), sentence.substring(origins[from], last));
    }
}
