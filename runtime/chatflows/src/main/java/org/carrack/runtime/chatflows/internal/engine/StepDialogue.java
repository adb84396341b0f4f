package org.carrack.runtime.chatflows.internal.engine;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.carrack.auth.Caller;
import org.carrack.chat.Answers;
import org.carrack.chat.Dialogue;
import org.carrack.chat.Form;
import org.carrack.chat.Question;
import org.carrack.chat.Upload;
import org.carrack.chat.UserInfo;
import org.carrack.runtime.chatflows.internal.answer.AnswerValues;
import org.carrack.runtime.chatflows.internal.engine.ConversationState.Outcome;
import org.carrack.runtime.chatflows.internal.flow.FlowException;
import org.carrack.runtime.chatflows.internal.flow.StoredType;
import org.carrack.runtime.chatflows.internal.picture.Captcha;
import org.carrack.runtime.chatflows.internal.picture.QrCode;
import org.jspecify.annotations.Nullable;

/** What one run of a step asks through. Used by its thread alone. */
final class StepDialogue implements Dialogue {

    private static final int MOST_QUESTIONS = 1_000;

    private final Conversation conversation;
    private final Person person;
    private final long move;
    private final Thread thread = Thread.currentThread();
    private int asked;

    /** The key of what is being done once; empty for nothing. */
    private String doing = "";

    StepDialogue(Conversation conversation, Person person, long move) {
        this.conversation = conversation;
        this.person = person;
        this.move = move;
    }

    private Object answer(Slide slide) {
        if (!Thread.currentThread().equals(thread)) {
            // What is asked must follow from the answers alone, in their order.
            throw new IllegalStateException("a step asks on the thread that runs it alone, and '%s' is asked on another"
                    .formatted(slide.prompt()));
        }
        if (!doing.isEmpty()) {
            throw new IllegalStateException(
                    "'%s' is done once and asks '%s': what is done once asks nothing; ask before it"
                            .formatted(doing, slide.prompt()));
        }
        if (asked >= MOST_QUESTIONS) {
            throw new IllegalStateException(
                    "a step asks more than %d questions; loops go over steps, with goTo".formatted(MOST_QUESTIONS));
        }
        return conversation.ask(asked++, slide, move);
    }

    @Override
    @SuppressWarnings("unchecked") // the kind says of which type the answer is
    public <T> T ask(Question<T> question) {
        return (T) AnswerValues.of(question.kind(), answer(Slide.of(question)));
    }

    @Override
    public Answers ask(Form form) {
        List<?> stored = (List<?>) answer(Slide.of(form));
        List<Question<?>> questions = form.questions();
        IdentityHashMap<Question<?>, Object> values = new IdentityHashMap<>();
        for (int i = 0; i < questions.size(); i++) {
            values.put(questions.get(i), AnswerValues.of(questions.get(i).kind(), stored.get(i)));
        }
        return new Answers() {
            @Override
            @SuppressWarnings("unchecked") // as above
            public <T> T get(Question<T> question) {
                Object value = values.get(question);
                if (value == null) {
                    throw new IllegalArgumentException(
                            "the question '%s' is not of this form".formatted(question.prompt()));
                }
                return (T) value;
            }
        };
    }

    private void read(String category, String message, Map<String, Object> extras) {
        Object unused = answer(Slide.of(category, message, extras));
    }

    @Override
    public void show(String markdown) {
        read("md_show", markdown, Map.of());
    }

    @Override
    public void confirm(String message, Map<String, ?> values) {
        Map<String, String> data = new LinkedHashMap<>();
        values.forEach((name, value) -> data.put(
                Objects.requireNonNull(name, "what is to be confirmed must have names"), String.valueOf(value)));
        read("confirm", message, Map.of("data", data));
    }

    @Override
    public void download(String message, String fileName, String content) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("data", Objects.requireNonNull(content, "a file to download must have a content"));
        file.put("filename", Objects.requireNonNull(fileName, "a file to download must have a name"));
        read("download_file", message, file);
    }

    @Override
    public void qrCode(String markdown, String text) {
        read(
                "qrcode_show",
                markdown,
                Map.of("qrcode", QrCode.png(Objects.requireNonNull(text, "a QR code must have a text"))));
    }

    @Override
    public boolean captcha(String prompt) {
        Captcha captcha = Captcha.make();
        return (Boolean) answer(Slide.captcha(prompt, captcha.png(), captcha.digits()));
    }

    @Override
    public void error(String message) {
        read("error", message, Map.of());
    }

    @Override
    public void update(String markdown) {
        conversation.update(Slide.of("infinite_loading", markdown, Map.of()), move);
    }

    @Override
    public void progress(String message, int percent) {
        conversation.update(Slide.of("loading", message, Map.of("value", Math.max(0, Math.min(100, percent)))), move);
    }

    @Override
    public void redirect(String url) {
        String scheme = URI.create(Objects.requireNonNull(url, "a person must be sent somewhere"))
                .getScheme();
        if (scheme != null && !scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            throw new IllegalArgumentException("a person can be sent to http and https, not to " + scheme);
        }
        conversation.update(Slide.of("redirect", "", Map.of("url", url)), move);
        throw new Signal(Signal.Kind.REDIRECT, url);
    }

    @Override
    public void goTo(String step) {
        if (!conversation.hasStep(step)) {
            throw new IllegalArgumentException("there is no step %s to go to".formatted(step));
        }
        throw new Signal(Signal.Kind.GO_TO, step);
    }

    @Override
    public void restart() {
        throw new Signal(Signal.Kind.RESTART, null);
    }

    @Override
    public void stop(String message) {
        throw new Signal(Signal.Kind.STOP, Objects.requireNonNull(message, "who is stopped must be told why"));
    }

    @Override
    public void end() {
        throw new Signal(Signal.Kind.END, null);
    }

    @Override
    public <T, X extends Exception> T once(String key, Class<T> type, Work<T, X> work) throws X {
        return done(key, type, work, false);
    }

    @Override
    public void once(String key, Runnable work) {
        Boolean unused = once(key, Boolean.class, () -> {
            work.run();
            return true;
        });
    }

    @Override
    public <T, X extends Exception> T repeatable(String key, Class<T> type, Work<T, X> work) throws X {
        return done(key, type, work, true);
    }

    private <T, X extends Exception> T done(String key, Class<T> type, Work<T, X> work, boolean isRepeatable) throws X {
        Objects.requireNonNull(key, "what is done once must have a key");
        Optional<String> problem = StoredType.problem(type);
        if (problem.isPresent()) {
            throw new IllegalArgumentException(
                    "what '%s' returns cannot be stored: it is of %s".formatted(key, problem.get()));
        }
        Optional<Outcome> before = conversation.outcome(key);
        if (before.isPresent() && before.get().isDone()) {
            return stored(key, type, before.get().value());
        }
        if (before.isPresent() && !isRepeatable) {
            throw new IllegalStateException(
                    "'%s' was begun before the server died, and nobody knows how far it was; it is not done again"
                            .formatted(key));
        }
        conversation.begin(key);
        @Nullable T value;
        String outer = doing;
        doing = key;
        try {
            value = work.run();
        } catch (Exception | Error e) { // whatever it is, it was not done
            conversation.done(key, null);
            throw e;
        } finally {
            doing = outer;
        }
        conversation.done(key, new Outcome(true, value == null ? null : StoredType.encode(value)));
        return returned(key, value);
    }

    /** It was done, and is not done again. */
    private static <T> T returned(String key, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException(
                    "'%s' was done and returned null; what is done once must return something".formatted(key));
        }
        return value;
    }

    @SuppressWarnings("unchecked") // decode returns that type, or the object of a primitive one
    private static <T> T stored(String key, Class<T> type, @Nullable Object value) {
        try {
            return returned(key, value == null ? null : (T) StoredType.decode(type, value));
        } catch (FlowException e) {
            throw new IllegalStateException(
                    "'%s' returned something else before: %s".formatted(key, e.getMessage()), e);
        }
    }

    @Override
    public String idempotencyKey(String key) {
        Objects.requireNonNull(key, "an idempotency key must have a name");
        return UUID.nameUUIDFromBytes((conversation.state().id() + '\n' + key).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    @Override
    public UserInfo user() {
        return person.user();
    }

    @Override
    public Caller caller() {
        return person.caller();
    }

    @Override
    public Map<String, String> parameters() {
        return conversation.state().parameters();
    }

    @Override
    public Locale language() {
        return Locale.forLanguageTag(conversation.state().language());
    }

    @Override
    public Path file(Upload upload) {
        return conversation.uploads().path(upload);
    }
}
