package org.carrack.runtime.conversation.internal.match;

import java.util.List;

/** Makes one of the forms of a word. For any thread. */
@FunctionalInterface
public interface Stemmer {

    /** The stems of words, one each, in their order. */
    List<String> stems(List<String> words);
}
