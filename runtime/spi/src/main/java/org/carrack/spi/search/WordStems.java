package org.carrack.spi.search;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Makes one of the forms of a word, by the rules of its language. Implemented by the module {@code search}, as a service. For any thread. */
@ProviderType
public interface WordStems {

    /**
     * The stems of words, one each, in their order; a word is its own stem where there are no rules for the language.
     *
     * @param words in small letters
     * @param language a language tag, such as {@code en}
     */
    List<String> stems(List<String> words, String language);
}
