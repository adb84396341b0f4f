package org.carrack.spi.search;

import java.util.List;

/**
 * Something that can be found. Immutable.
 *
 * @param id names it in its group
 * @param fingerprint of its content: one that has the same need not be given again
 * @param language of its text, a language tag such as {@code en}: decides which forms of a word are the same; empty if nobody knows
 * @param headings what stands out in it
 * @param text all else, headings included
 */
public record SearchDocument(
        String id, String fingerprint, String language, String title, List<String> headings, String text) {

    public SearchDocument {
        headings = List.copyOf(headings);
    }
}
