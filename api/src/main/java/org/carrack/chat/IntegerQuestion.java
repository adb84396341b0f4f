package org.carrack.chat;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Asks for a whole number. */
@ProviderType
public final class IntegerQuestion extends AnswerableQuestion<Integer, IntegerQuestion> {

    IntegerQuestion(String prompt) {
        super(Kind.INTEGER, prompt, List.of());
        rule("required", true);
    }

    @Override
    IntegerQuestion self() {
        return this;
    }

    /** The answer of who leaves it empty. */
    public IntegerQuestion otherwise(int number) {
        rule("required", false);
        return ruled("default", number);
    }

    /** The smallest that is accepted. */
    public IntegerQuestion min(int number) {
        return ruled("min", number);
    }

    /** The greatest that is accepted. */
    public IntegerQuestion max(int number) {
        return ruled("max", number);
    }
}
