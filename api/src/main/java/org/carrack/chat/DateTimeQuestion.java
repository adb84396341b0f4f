package org.carrack.chat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Asks for a moment. */
@ProviderType
public final class DateTimeQuestion extends AnswerableQuestion<Instant, DateTimeQuestion> {

    DateTimeQuestion(String prompt) {
        super(Kind.DATE_TIME, prompt, List.of());
        rule("required", true);
    }

    @Override
    DateTimeQuestion self() {
        return this;
    }

    /** The answer of who leaves it empty. */
    public DateTimeQuestion otherwise(Instant moment) {
        rule("required", false);
        return ruled("default", moment.getEpochSecond());
    }

    /** A moment that is still to come when it is answered. */
    public DateTimeQuestion future() {
        return ruled("future", true);
    }

    /** A moment so far from when it is answered, and what is said of one that is nearer. */
    public DateTimeQuestion notBefore(Duration fromNow, String otherwise) {
        return ruled("min_time", List.of(fromNow.toSeconds(), otherwise));
    }
}
