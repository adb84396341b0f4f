package org.carrack.spi.manage;

import java.util.List;
import java.util.Map;
import org.carrack.auth.Caller;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Says why a sentence is answered as it is. Implemented by the server. For any thread; may block. */
@ProviderType
public interface ConversationInspector {

    /**
     * A module that a sentence could be for.
     *
     * @param name its package and trigger, {@code sms.Module[0]}
     * @param score how well it fits, from 0 to 1
     * @param text the pattern or example that fits
     * @param reason how it fits, in words
     * @param entries what it would be given
     */
    record Candidate(String name, double score, String text, String reason, Map<String, String> entries) {

        private Map<String, @Nullable Object> values() {
            return JsonValues.object("name", name, "score", score, "text", text, "reason", reason, "entries", entries);
        }
    }

    /**
     * What is made of a sentence.
     *
     * @param locale the language that it is understood in
     * @param outcome {@code understood}, {@code unclear} or {@code not understood}
     * @param threshold a candidate with a lower score is none
     * @param margin if the second is nearer to the first than that, it is asked which is meant
     */
    record Explanation(
            String sentence,
            String locale,
            String outcome,
            double threshold,
            double margin,
            List<Candidate> candidates) {

        /** As it is written in JSON. */
        public Map<String, @Nullable Object> values() {
            return JsonValues.object(
                    "sentence", sentence,
                    "locale", locale,
                    "outcome", outcome,
                    "threshold", threshold,
                    "margin", margin,
                    "candidates", candidates.stream().map(Candidate::values).toList());
        }
    }

    /** Explains a sentence, as it is for a caller; nothing is called. */
    Explanation explain(String sentence, String locale, Caller caller);

    /** What is wrong with triggers and responses of live packages, and patterns that lead to several, each in one sentence. */
    List<String> problems();
}
