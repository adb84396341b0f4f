package org.carrack.runtime.conversation.internal.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.carrack.runtime.conversation.internal.text.ArrangedText.Found;
import org.carrack.runtime.conversation.internal.text.ArrangedText.Word;

/** Finds what stands behind, before or between words. */
public sealed interface EntryParser {

    /** What it finds. */
    Found find(ArrangedText text);

    /**
     * A word, or several, and which of its occurrences counts.
     *
     * @param x from 0 on; -1 is the last, -2 the one before
     */
    record KeyWord(List<String> words, int x) {

        /** A key as it is written: in any letters, with any blanks. */
        public static KeyWord of(String key, int x) {
            return new KeyWord(
                    List.of(ArrangedText.of(key)
                            .text()
                            .toLowerCase(Locale.ROOT)
                            .strip()
                            .split(" +")),
                    x);
        }

        /** The index of its first word; -1 if it does not occur so often. */
        int index(List<Word> all) {
            List<Integer> found = new ArrayList<>();
            for (int i = 0; i + words.size() <= all.size(); i++) {
                boolean isThere = true;
                for (int j = 0; j < words.size() && isThere; j++) {
                    isThere = all.get(i + j).text().equals(words.get(j));
                }
                if (isThere) {
                    found.add(i);
                }
            }
            int wanted = x < 0 ? found.size() + x : x;
            return wanted < 0 || wanted >= found.size() ? -1 : found.get(wanted);
        }

        /** Where the word behind it begins; the end of the text if there is none. */
        int behind(ArrangedText text) {
            int index = index(text.words());
            int next = index + words.size();
            return index < 0 || next >= text.words().size()
                    ? text.text().length()
                    : text.words().get(next).start();
        }

        /** The place of the blank before it; 0 if it is the first, or not there. */
        int before(ArrangedText text) {
            int index = index(text.words());
            return index < 0 ? 0 : Math.max(0, text.words().get(index).start() - 1);
        }
    }

    /** All behind a key. */
    record After(KeyWord key) implements EntryParser {

        @Override
        public Found find(ArrangedText text) {
            return text.part(key.behind(text), text.text().length());
        }
    }

    /** All before a key, without the blank between them. */
    record Before(KeyWord key) implements EntryParser {

        @Override
        public Found find(ArrangedText text) {
            return text.part(0, key.before(text));
        }
    }

    /** All behind one key and before another. */
    record Between(KeyWord after, KeyWord before) implements EntryParser {

        @Override
        public Found find(ArrangedText text) {
            return text.part(after.behind(text), before.before(text));
        }
    }
}
