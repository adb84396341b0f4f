package org.carrack.chat;

import java.util.ArrayList;
import java.util.List;
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
        this.prompt = prompt;
    }

    /** Adds a question below those before, and returns it. */
    public <Q extends Question<?>> Q add(Q question) {
        questions.add(question);
        return question;
    }

    public String prompt() {
        return prompt;
    }

    public List<Question<?>> questions() {
        return List.copyOf(questions);
    }
}
