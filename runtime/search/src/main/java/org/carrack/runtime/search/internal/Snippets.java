package org.carrack.runtime.search.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.Matches;
import org.apache.lucene.search.MatchesIterator;
import org.apache.lucene.search.Weight;
import org.apache.lucene.search.matchhighlight.BreakIteratorShrinkingAdjuster;
import org.apache.lucene.search.matchhighlight.OffsetRange;
import org.apache.lucene.search.matchhighlight.Passage;
import org.apache.lucene.search.matchhighlight.PassageAdjuster;
import org.apache.lucene.search.matchhighlight.PassageSelector;
import org.carrack.spi.search.SearchResult.Part;

/** What is shown of a hit. Whatever way the text was indexed by which it was found, the place in the text is the same. Stateless. */
final class Snippets {

    private static final int LENGTH = 220;
    private static final int MOST = 2;
    private static final int LONGEST_TITLE = 300;

    private Snippets() {}

    /** The places where a text of a document matches, in order and apart from each other. */
    static List<OffsetRange> matches(Weight weight, LeafReaderContext leaf, int document, String base)
            throws IOException {
        Matches matches = weight.matches(leaf, document);
        if (matches == null) {
            return List.of();
        }
        List<OffsetRange> all = new ArrayList<>();
        for (String field : matches) {
            MatchesIterator places = Fields.base(field).equals(base) ? matches.getMatches(field) : null;
            while (places != null && places.next()) {
                if (places.startOffset() >= 0 && places.endOffset() > places.startOffset()) {
                    all.add(new OffsetRange(places.startOffset(), places.endOffset()));
                }
            }
        }
        return merged(all);
    }

    private static List<OffsetRange> merged(List<OffsetRange> all) {
        all.sort(Comparator.<OffsetRange>comparingInt(range -> range.from).thenComparingInt(range -> range.to));
        List<OffsetRange> merged = new ArrayList<>();
        for (OffsetRange range : all) {
            OffsetRange last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && range.from <= last.to) {
                merged.set(merged.size() - 1, new OffsetRange(last.from, Math.max(last.to, range.to)));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }

    static List<Part> title(String title, List<OffsetRange> matches) {
        return parts(title, new Passage(0, Math.min(title.length(), LONGEST_TITLE), matches));
    }

    /** The best passages, in the order of the text; its beginning if nothing in it matches. */
    static List<List<Part>> of(String text, List<OffsetRange> matches) {
        if (matches.isEmpty()) {
            return text.isBlank()
                    ? List.of()
                    : List.of(parts(text, new Passage(0, Math.min(text.length(), LENGTH), matches)));
        }
        // Passages end where words do.
        PassageAdjuster words = new BreakIteratorShrinkingAdjuster();
        return new PassageSelector(PassageSelector.DEFAULT_SCORER, words)
                .pickBest(text, matches, LENGTH, MOST).stream()
                        .map(passage -> parts(text, passage))
                        .toList();
    }

    private static List<Part> parts(String text, Passage passage) {
        List<Part> parts = new ArrayList<>();
        int at = passage.from;
        if (at > 0) {
            parts.add(new Part("… ", false));
        }
        for (OffsetRange match : passage.markers) {
            int from = Math.max(match.from, at);
            int to = Math.min(match.to, passage.to);
            // What was found as code has the signs of its sentence around it.
            while (from < to && "([{<\"'".indexOf(text.charAt(from)) >= 0) {
                from++;
            }
            while (from < to && ".,;:!?)]}>\"'".indexOf(text.charAt(to - 1)) >= 0) {
                to--;
            }
            if (from < to) {
                add(parts, text.substring(at, from), false);
                add(parts, text.substring(from, to), true);
                at = to;
            }
        }
        add(parts, text.substring(Math.min(at, passage.to), passage.to), false);
        if (passage.to < text.length()) {
            parts.add(new Part(" …", false));
        }
        return parts;
    }

    private static void add(List<Part> parts, String text, boolean isMatch) {
        if (!text.isEmpty()) {
            parts.add(new Part(text, isMatch));
        }
    }
}
