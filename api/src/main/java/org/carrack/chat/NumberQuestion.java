package org.carrack.chat;

import java.math.BigDecimal;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Asks for a decimal number. */
@ProviderType
public final class NumberQuestion extends AnswerableQuestion<BigDecimal, NumberQuestion> {

    NumberQuestion(String prompt) {
        super(Kind.NUMBER, prompt, List.of());
        rule("required", true);
    }

    @Override
    NumberQuestion self() {
        return this;
    }

    /** The answer of who leaves it empty. */
    public NumberQuestion otherwise(BigDecimal number) {
        rule("required", false);
        return ruled("default", number);
    }

    /** The smallest that is accepted. */
    public NumberQuestion min(BigDecimal number) {
        return ruled("min", number);
    }

    /** The greatest that is accepted. */
    public NumberQuestion max(BigDecimal number) {
        return ruled("max", number);
    }
}
