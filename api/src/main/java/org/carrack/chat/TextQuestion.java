package org.carrack.chat;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.osgi.annotation.versioning.ProviderType;

/** Asks for text. The answer has no white space around it, but for text of several lines and secrets. */
@ProviderType
public final class TextQuestion extends AnswerableQuestion<String, TextQuestion> {

    TextQuestion(Kind kind, String prompt) {
        super(kind, prompt, List.of());
    }

    @Override
    TextQuestion self() {
        return this;
    }

    /** It must not be left empty. */
    public TextQuestion required() {
        return ruled("required", true);
    }

    /** What the field has in it before a person types. */
    public TextQuestion otherwise(String text) {
        return ruled("default", text);
    }

    /** The least number of characters (code points). */
    public TextQuestion minLength(int characters) {
        return ruled("min_length", characters);
    }

    /** The greatest number of characters (code points). */
    public TextQuestion maxLength(int characters) {
        return ruled("max_length", characters);
    }

    /**
     * A regular expression that all of the answer matches, and what is said of one that does not.
     *
     * @throws java.util.regex.PatternSyntaxException if it is none
     */
    public TextQuestion pattern(String expression, String otherwise) {
        var unused = Pattern.compile(expression);
        rule("pattern_message", otherwise);
        return ruled("pattern", expression);
    }

    /** A small letter, and after it small letters and digits. */
    public TextQuestion identifier() {
        return ruled("is_identifier", true);
    }

    /** The URL of a git repository, over HTTPS or SSH. */
    public TextQuestion gitUrl() {
        return ruled("is_git_url", true);
    }

    /** Not the name of something that is there already. */
    public TextQuestion notExisting(String what, Collection<String> names) {
        return ruled("not_exist", List.of(what, List.copyOf(names)));
    }

    /** Not one of these. */
    public TextQuestion notAllowed(String what, Collection<String> names) {
        return ruled("not_allowed", List.of(what, List.copyOf(names)));
    }
}
