package org.carrack.chat;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Asks for names and values; the answer has them in the order in which they were given. */
@ProviderType
public final class ValuesQuestion extends AnswerableQuestion<Map<String, String>, ValuesQuestion> {

    ValuesQuestion(String prompt) {
        super(Kind.VALUES, prompt, List.of());
    }

    @Override
    ValuesQuestion self() {
        return this;
    }

    /** At least one must be given. */
    public ValuesQuestion required() {
        return ruled("required", true);
    }
}
