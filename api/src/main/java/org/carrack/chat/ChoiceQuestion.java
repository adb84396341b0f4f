package org.carrack.chat;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Asks for one of some options. */
@ProviderType
public final class ChoiceQuestion extends AnswerableQuestion<String, ChoiceQuestion> {

    ChoiceQuestion(Kind kind, String prompt, List<String> options) {
        super(kind, prompt, options);
        rule("required", true);
    }

    @Override
    ChoiceQuestion self() {
        return this;
    }

    /**
     * The option that is chosen before a person chooses.
     *
     * @throws IllegalArgumentException if there is no such option
     */
    public ChoiceQuestion otherwise(String option) {
        checkOption(option);
        rule("required", false);
        return ruled("default", option);
    }

    /** The options are narrowed down as one types. */
    public ChoiceQuestion completed() {
        return ruled("auto_complete", true);
    }
}
