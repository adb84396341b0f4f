package org.carrack.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.carrack.auth.Caller;
import org.carrack.chat.Chatflow;
import org.carrack.chat.Upload;
import org.carrack.chat.UserInfo;
import org.carrack.runtime.chatflows.internal.answer.AnswerReader;
import org.carrack.runtime.chatflows.internal.answer.InvalidAnswerException;
import org.carrack.runtime.chatflows.internal.answer.Rules;
import org.carrack.runtime.chatflows.internal.engine.Conversation;
import org.carrack.runtime.chatflows.internal.engine.ConversationListener;
import org.carrack.runtime.chatflows.internal.engine.ConversationState;
import org.carrack.runtime.chatflows.internal.engine.FlowInstances;
import org.carrack.runtime.chatflows.internal.engine.Host;
import org.carrack.runtime.chatflows.internal.engine.Message;
import org.carrack.runtime.chatflows.internal.engine.Person;
import org.carrack.runtime.chatflows.internal.engine.UploadFiles;
import org.carrack.runtime.chatflows.internal.flow.FlowClass;
import org.carrack.runtime.chatflows.internal.flow.FlowException;
import org.carrack.runtime.chatflows.internal.store.StateJson;
import org.jspecify.annotations.Nullable;

/**
 * Talks to a chatflow as a person does, in a plain unit test without server and browser. What the server checks is checked here, and each
 * answer is stored and runs the step again from its beginning, as after a restart: a flow that passes goes on in a server that has died.
 *
 * <pre>{@code
 * ChatTester.run(new HelloChatflow())
 *         .expect("What is your name?").answer("Ada")
 *         .expect("How old are you?").refuse(-1, "this must be 0 or more").answer(36)
 *         .expect("**Ada**, 36").next()
 *         .expectEnd();
 * }</pre>
 *
 * <p>All methods throw an {@link AssertionError} if the flow does something else. Used by one thread.
 */
public final class ChatTester {

    private final Conversation conversation;
    private final List<Message> heard = new ArrayList<>();
    private final List<String> updates = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Upload> uploads = new LinkedHashMap<>();
    private @Nullable Path folder;

    private ChatTester(Chatflow flow, String account, Map<String, String> parameters, String language) {
        FlowClass flowClass;
        try {
            flowClass = FlowClass.of(flow.getClass());
        } catch (FlowException e) {
            throw new AssertionError(e.getMessage(), e);
        }
        Map<String, @Nullable Object> first = flowClass.state(flow);
        FlowInstances instances = FlowInstances.of(() -> {
            var unused = flowClass.restore(flow, first);
            return flow;
        });
        Caller caller = account.isEmpty() ? Caller.ANONYMOUS : new Caller(account, Set.of("user"));
        conversation = new Conversation(
                flowClass,
                instances,
                new Person(caller, new UserInfo(caller.name(), account.isEmpty() ? "" : account + "@example.org")),
                Conversation.first("test", parameters, language, flowClass, flow),
                ChatTester::store,
                files(),
                new Host(Runnable::run, InstantSource.system(), () -> Duration.ZERO, () -> Duration.ofDays(1)),
                listener());
        conversation.resume();
    }

    private static void store(ConversationState state, List<ConversationState.Said> said) throws IOException {
        ConversationState again = StateJson.read(StateJson.write(state));
        if (!again.step().equals(state.step())) {
            throw new IOException("it was not stored as it is");
        }
    }

    private UploadFiles files() {
        return new UploadFiles() {
            @Override
            public Optional<Upload> find(String id) {
                return Optional.ofNullable(uploads.get(id));
            }

            @Override
            public Path path(Upload upload) {
                return folder().resolve(upload.id()).resolve(upload.fileName());
            }
        };
    }

    private ConversationListener listener() {
        return new ConversationListener() {
            @Override
            public void told(Message message) {
                if (message.questionId().isEmpty() && !category(message).equals("end")) {
                    updates.add(text(message));
                } else {
                    heard.add(message);
                }
            }

            @Override
            public void failed(String sentence) {
                failures.add(sentence);
            }
        };
    }

    /** Begins a conversation of somebody without a login. The one instance is used for all steps, with its fields as they are stored. */
    public static ChatTester run(Chatflow flow) {
        return new ChatTester(flow, "", Map.of(), "en");
    }

    /**
     * Begins a conversation.
     *
     * @param account the name of who is logged in; empty for nobody
     * @param parameters what the query of the page's address has
     * @param language a language tag
     */
    public static ChatTester run(Chatflow flow, String account, Map<String, String> parameters, String language) {
        return new ChatTester(flow, account, parameters, language);
    }

    private static String category(Message message) {
        return String.valueOf(message.payload().get("category"));
    }

    private static String text(Message message) {
        return String.valueOf(message.payload().get("msg"));
    }

    private Message last() {
        if (!failures.isEmpty()) {
            throw new AssertionError("the flow failed: " + failures.get(0));
        }
        if (heard.isEmpty()) {
            throw new AssertionError("the flow asks nothing");
        }
        return heard.get(heard.size() - 1);
    }

    /** Expects that this is asked or shown now: the prompt of a question or form, or the text. */
    public ChatTester expect(String prompt) {
        if (!text(last()).equals(prompt)) {
            throw new AssertionError("expected '%s', but there is '%s'".formatted(prompt, text(last())));
        }
        return this;
    }

    /** Expects that the flow has failed, with an exception whose text contains this. */
    public ChatTester expectFailure(String text) {
        if (failures.stream().noneMatch(failure -> failure.contains(text))) {
            throw new AssertionError("expected a failure with '%s', but there is %s".formatted(text, failures));
        }
        return this;
    }

    /** Expects the title of the step. */
    public ChatTester expectStep(String title) {
        Object is = last().info().get("title");
        if (!title.equals(is)) {
            throw new AssertionError("expected the step '%s', but it is '%s'".formatted(title, is));
        }
        return this;
    }

    /** Expects that the conversation is over. */
    public ChatTester expectEnd() {
        if (!category(last()).equals("end")) {
            throw new AssertionError("expected the end, but there is '%s'".formatted(text(last())));
        }
        return this;
    }

    /**
     * Answers.
     *
     * @param value a text, a number, a list for several choices or the fields of a form in their order, a map for names and values,
     *     {@code [longitude, latitude]} for a place, seconds since 1970 for a moment, or what {@link #file} returns
     */
    public ChatTester answer(@Nullable Object value) {
        try {
            if (conversation.answer(last().questionId(), value) != Conversation.Acceptance.ACCEPTED) {
                throw new AssertionError("nothing is asked");
            }
        } catch (InvalidAnswerException e) {
            throw new AssertionError("'%s' does not take %s: %s".formatted(text(last()), value, e.getMessage()), e);
        } catch (IOException e) {
            throw new AssertionError(e.getMessage(), e);
        }
        return this;
    }

    /** Goes on where something is only shown. */
    public ChatTester next() {
        return answer(null);
    }

    /** Answers something that is refused, with a message that contains this. */
    public ChatTester refuse(@Nullable Object value, String message) {
        try {
            var unused = conversation.answer(last().questionId(), value);
        } catch (InvalidAnswerException e) {
            if (!e.getMessage().contains(message)) {
                throw new AssertionError("expected '%s', but it says '%s'".formatted(message, e.getMessage()), e);
            }
            return this;
        } catch (IOException e) {
            throw new AssertionError(e.getMessage(), e);
        }
        throw new AssertionError("expected that %s is refused".formatted(value));
    }

    /** Answers a captcha as it should be. */
    public ChatTester readCaptcha() {
        var slide = conversation.state().slide();
        if (slide == null || !slide.category().equals("captcha_ask")) {
            throw new AssertionError("there is no captcha, but '%s'".formatted(text(last())));
        }
        return answer(slide.questions().get(0).rules().get(Rules.EXPECTED));
    }

    /** Goes back, as by the page's button. */
    public ChatTester back() {
        try {
            if (!conversation.back()) {
                throw new AssertionError("one cannot go back from '%s'".formatted(text(last())));
            }
        } catch (IOException e) {
            throw new AssertionError(e.getMessage(), e);
        }
        return this;
    }

    /** The answer to a question for a file: one with that name and text. */
    public Map<String, Object> file(String name, String text) {
        String id = "u" + uploads.size();
        try {
            Path place = Files.createDirectories(folder().resolve(id));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            Files.write(place.resolve(name), bytes);
            String type = java.net.URLConnection.guessContentTypeFromName(name);
            uploads.put(id, new Upload(id, name, type == null ? "application/octet-stream" : type, bytes.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(AnswerReader.UPLOAD, id);
    }

    private Path folder() {
        Path made = folder;
        if (made == null) {
            try {
                made = Files.createTempDirectory("chat");
                made.toFile().deleteOnExit();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            folder = made;
        }
        return made;
    }

    /** What was told without waiting for an answer, since the conversation began. */
    public List<String> updates() {
        return List.copyOf(updates);
    }

    /** What the page is sent now, as the protocol has it: {@code category}, {@code msg}, {@code kwargs} and more. */
    public Map<String, Object> payload() {
        return last().payload();
    }
}
