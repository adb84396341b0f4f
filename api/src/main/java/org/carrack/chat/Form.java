package org.carrack.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Questions that are answered together, on one page. Used by one thread.
 *
 * <pre>{@code
 * Form form = new Form("Your address");
 * TextQuestion street = form.add(Question.string("Street").required());
 * IntegerQuestion number = form.add(Question.integer("Number").min(1));
 * Answers answers = chat.ask(form);
 * String address = answers.get(street) + " " + answers.get(number);
 * }</pre>
 */
@ProviderType
public final class Form {

    private final String prompt;
    private final List<Question<?>> questions = new ArrayList<>();

    /** @param prompt what a person reads above the questions; may be empty */
    public Form(String prompt) {
        this.prompt = Objects.requireNonNull(prompt, "what is above a form may be empty, but not null");
    }

    /** Adds a question below those before, and returns it. */
    public <Q extends Question<?>> Q add(Q question) {
        questions.add(Objects.requireNonNull(question, "a question of a form must not be null"));
        return question;
    }

    public String prompt() {
        return prompt;
    }

    public List<Question<?>> questions() {
        return List.copyOf(questions);
    }
}
