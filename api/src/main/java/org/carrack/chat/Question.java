package org.carrack.chat;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Something to be asked, with the rules that an answer must follow. The server checks them, and the page as one types. Made by the
 * methods here; a question is for one {@link Dialogue#ask}, or one {@link Form}, and used by one thread.
 *
 * <p>Texts may be left empty unless they are {@code required()}. All others must be answered, unless they have a default
 * ({@code otherwise}), which is the answer of who leaves them empty.
 *
 * @param <T> the type of the answer
 */
@ProviderType
public abstract class Question<T> {

    /** What is asked for; the answer's type follows from it. */
    public enum Kind {
        STRING,
        SECRET,
        TEXT,
        INTEGER,
        NUMBER,
        SINGLE_CHOICE,
        DROP_DOWN,
        MULTIPLE_CHOICE,
        LIST_CHOICE,
        DATE_TIME,
        DURATION,
        LOCATION,
        VALUES,
        UPLOAD,
        /** Asked by {@link Dialogue#captcha}. */
        CAPTCHA
    }

    private final Kind kind;
    private final String prompt;
    private final List<String> options;
    private final Map<String, Object> rules = new LinkedHashMap<>();

    Question(Kind kind, String prompt, List<String> options) {
        this.kind = kind;
        this.prompt = Objects.requireNonNull(prompt, "a question must say something");
        this.options = List.copyOf(options);
    }

    /** @throws IllegalArgumentException if there is nothing to choose, or what one would choose cannot be told apart */
    private static List<String> some(String prompt, List<String> options) {
        if (options.isEmpty()) {
            throw new IllegalArgumentException("the question '%s' has no options".formatted(prompt));
        }
        Set<String> different = new HashSet<>();
        for (String option : options) {
            if (option.isBlank()) {
                throw new IllegalArgumentException("the question '%s' has an option without text".formatted(prompt));
            }
            if (!different.add(option)) {
                throw new IllegalArgumentException(
                        "the question '%s' has the option '%s' twice".formatted(prompt, option));
            }
        }
        return options;
    }

    /** @throws IllegalArgumentException if that is no option */
    final void checkOption(String option) {
        if (!options.contains(option)) {
            throw new IllegalArgumentException("the question '%s' has no option '%s'".formatted(prompt, option));
        }
    }

    public final Kind kind() {
        return kind;
    }

    /** What a person reads. */
    public final String prompt() {
        return prompt;
    }

    /** What can be chosen; empty for a question without options. */
    public final List<String> options() {
        return options;
    }

    /** The rules by their names in the protocol, such as {@code min_length}. */
    public final Map<String, Object> rules() {
        return Collections.unmodifiableMap(rules);
    }

    final void rule(String name, Object value) {
        rules.put(
                name,
                Objects.requireNonNull(
                        value, () -> "the rule %s of the question '%s' must not be null".formatted(name, prompt)));
    }

    /** A line of text. */
    public static TextQuestion string(String prompt) {
        return new TextQuestion(Kind.STRING, prompt);
    }

    /** A line of text that is not shown, stored as ciphertext, and never logged. */
    public static TextQuestion secret(String prompt) {
        return new TextQuestion(Kind.SECRET, prompt);
    }

    /** Text of several lines. */
    public static TextQuestion text(String prompt) {
        return new TextQuestion(Kind.TEXT, prompt);
    }

    /** A whole number. */
    public static IntegerQuestion integer(String prompt) {
        return new IntegerQuestion(prompt);
    }

    /** A decimal number. */
    public static NumberQuestion number(String prompt) {
        return new NumberQuestion(prompt);
    }

    /** One of some options, all of which are seen. */
    public static ChoiceQuestion choice(String prompt, List<String> options) {
        return new ChoiceQuestion(Kind.SINGLE_CHOICE, prompt, some(prompt, options));
    }

    /** One of many options, in a list that opens. */
    public static ChoiceQuestion dropDown(String prompt, List<String> options) {
        return new ChoiceQuestion(Kind.DROP_DOWN, prompt, some(prompt, options));
    }

    /** Any number of some options, all of which are seen. */
    public static ChoicesQuestion choices(String prompt, List<String> options) {
        return new ChoicesQuestion(Kind.MULTIPLE_CHOICE, prompt, some(prompt, options));
    }

    /** Any number of many options, in a list that opens. */
    public static ChoicesQuestion listChoices(String prompt, List<String> options) {
        return new ChoicesQuestion(Kind.LIST_CHOICE, prompt, some(prompt, options));
    }

    /** A moment, by date and time of day. */
    public static DateTimeQuestion dateTime(String prompt) {
        return new DateTimeQuestion(prompt);
    }

    /** A length of time, from years to minutes. */
    public static DurationQuestion duration(String prompt) {
        return new DurationQuestion(prompt);
    }

    /** A place, by its coordinates. */
    public static LocationQuestion location(String prompt) {
        return new LocationQuestion(prompt);
    }

    /** Names and values, as many as one likes. */
    public static ValuesQuestion values(String prompt) {
        return new ValuesQuestion(prompt);
    }

    /** A file. */
    public static UploadQuestion upload(String prompt) {
        return new UploadQuestion(prompt);
    }
}
