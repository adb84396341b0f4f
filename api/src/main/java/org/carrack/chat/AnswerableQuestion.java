package org.carrack.chat;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What questions of all kinds can be told.
 *
 * @param <T> the type of the answer
 * @param <Q> the question's own type
 */
@ProviderType
public abstract class AnswerableQuestion<T, Q extends AnswerableQuestion<T, Q>> extends Question<T> {

    AnswerableQuestion(Kind kind, String prompt, List<String> options) {
        super(kind, prompt, options);
    }

    abstract Q self();

    /** Follow a rule. */
    final Q ruled(String name, Object value) {
        rule(name, value);
        return self();
    }

    /** The prompt is Markdown. */
    public final Q markdown() {
        return ruled("md", true);
    }

    /** The person may answer again: the question does not count as another one of its step. */
    public final Q retry() {
        return ruled("retry", true);
    }
}
