package org.carrack.conversation;

import java.util.Locale;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Answers the sentences that a trigger of its package leads to it. Packages implement it as a component:
 *
 * <pre>{@code
 * @Component(property = "carrack.module=Module")         // triggers.json names it
 * public class SmsModule implements ConversationModule {
 *     public Reply respond(String sentence, Map<String, String> entries, Locale locale) {
 *         return Reply.tag("success").with("contact", entries.get("contact"));
 *     }
 * }
 * }</pre>
 *
 * <p>Without the property its name is that of its class. It implements one of the two methods.
 *
 * <p>Called on threads that may block, for a limited time; one instance serves all conversations.
 */
@ConsumerType
public interface ConversationModule {

    /** The service property with its name. */
    String NAME = "carrack.module";

    /**
     * Answers a sentence.
     *
     * @param sentence as it was said
     * @param entries what was found for the entries of the trigger, by their names, in small letters; empty for what was not found
     * @param locale the language that it was understood in
     */
    default Reply respond(String sentence, Map<String, String> entries, Locale locale) {
        throw new UnsupportedOperationException(
                getClass().getName() + " implements neither method of ConversationModule");
    }

    /** Answers a sentence, for a module that wants to know more than that. */
    default Reply respond(Utterance utterance) {
        return respond(utterance.sentence(), utterance.entries(), utterance.locale());
    }
}
