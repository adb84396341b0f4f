package org.carrack.spi.search;

import java.util.List;

/**
 * What was found. Immutable.
 *
 * @param total how many documents there are
 * @param hits those that were wanted, the best first
 */
public record SearchResult(int total, List<Hit> hits) {

    public SearchResult {
        hits = List.copyOf(hits);
    }

    /**
     * A document that was found.
     *
     * @param title in parts, some of which match
     * @param snippets the passages of its text that match best, in parts
     */
    public record Hit(String group, String id, List<Part> title, List<List<Part>> snippets) {

        public Hit {
            title = List.copyOf(title);
            snippets = List.copyOf(snippets);
        }
    }

    /** A part of a text. */
    public record Part(String text, boolean isMatch) {}
}
