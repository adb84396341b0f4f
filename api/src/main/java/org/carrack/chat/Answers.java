package org.carrack.chat;

import org.osgi.annotation.versioning.ProviderType;

/** The answers to the questions of a {@link Form}. Made by the server. */
@ProviderType
public interface Answers {

    /**
     * The answer to a question of the form.
     *
     * @throws IllegalArgumentException if the question is of another form
     */
    <T> T get(Question<T> question);
}
