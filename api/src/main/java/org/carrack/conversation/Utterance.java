package org.carrack.conversation;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.carrack.auth.Caller;
import org.osgi.annotation.versioning.ProviderType;

/** A sentence that somebody has said, as a {@link ConversationModule} is given it. Implemented by the server. Used by one thread. */
@ProviderType
public interface Utterance {

    /** The sentence as it was said. */
    String sentence();

    /** What was found for the entries of the trigger, by their names, in small letters; empty for what was not found. Immutable. */
    Map<String, String> entries();

    /** What was found for an entry, as it was said: with its capitals and signs. Empty if it was not found. */
    String original(String entry);

    /** What was found for an entry as a number: in digits, with the language's sign for decimals, or as a word from zero to a hundred. */
    OptionalDouble number(String entry);

    /** The language that it was understood in. */
    Locale locale();

    /** Who says it. */
    Caller caller();

    /**
     * What the modules of this package know of this conversation; what is put in is there with the next sentence, after a restart, too. All
     * modules of the package share it.
     */
    Map<String, String> state();
}
