package org.carrack.chat;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Asks for a length of time; a year has 365 days and a month 30. */
@ProviderType
public final class DurationQuestion extends AnswerableQuestion<Duration, DurationQuestion> {

    DurationQuestion(String prompt) {
        super(Kind.DURATION, prompt, List.of());
        rule("required", true);
        rule("timedelta", true);
    }

    @Override
    DurationQuestion self() {
        return this;
    }

    /** The answer of who leaves it empty. */
    public DurationQuestion otherwise(Duration duration) {
        rule("required", false);
        return ruled("default", duration.toSeconds());
    }
}
