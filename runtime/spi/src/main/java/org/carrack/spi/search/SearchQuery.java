package org.carrack.spi.search;

import java.util.Set;

/**
 * What somebody looks for. Immutable.
 *
 * @param text words, all of which a document must have; a word also stands for those that begin with it, and words in quotes for themselves in
 *     that order
 * @param groups the groups in which it is looked for: those that whoever asks may read
 * @param offset how many of the best hits are left out
 * @param limit how many are wanted
 */
public record SearchQuery(String text, Set<String> groups, int offset, int limit) {

    public SearchQuery {
        groups = Set.copyOf(groups);
        if (offset < 0 || limit < 1) {
            throw new IllegalArgumentException("a search needs an offset of 0 or more, and a limit of 1 or more");
        }
    }
}
