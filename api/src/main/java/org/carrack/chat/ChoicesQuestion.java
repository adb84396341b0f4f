package org.carrack.chat;

import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Asks for any number of some options; the answer has them in the order of the options. */
@ProviderType
public final class ChoicesQuestion extends AnswerableQuestion<List<String>, ChoicesQuestion> {

    ChoicesQuestion(Kind kind, String prompt, List<String> options) {
        super(kind, prompt, options);
    }

    @Override
    ChoicesQuestion self() {
        return this;
    }

    /**
     * The options that are chosen before a person chooses.
     *
     * @throws IllegalArgumentException if one of them is no option
     */
    public ChoicesQuestion otherwise(Collection<String> chosen) {
        chosen.forEach(this::checkOption);
        return ruled("default", List.copyOf(chosen));
    }

    /** How many must be chosen at least. */
    public ChoicesQuestion minOptions(int count) {
        return ruled("min_options", count);
    }

    /** How many can be chosen at most. */
    public ChoicesQuestion maxOptions(int count) {
        return ruled("max_options", count);
    }
}
