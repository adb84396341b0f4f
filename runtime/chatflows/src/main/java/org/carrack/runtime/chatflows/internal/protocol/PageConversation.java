package org.carrack.runtime.chatflows.internal.protocol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.actor.ActorException;
import org.carrack.auth.Caller;
import org.carrack.failure.RequestException;
import org.carrack.runtime.chatflows.internal.answer.InvalidAnswerException;
import org.carrack.runtime.chatflows.internal.engine.Conversation.Acceptance;
import org.carrack.runtime.chatflows.internal.engine.ConversationState;
import org.carrack.runtime.chatflows.internal.engine.Person;
import org.carrack.runtime.chatflows.internal.json.Json;
import org.carrack.runtime.chatflows.internal.service.ChatService;
import org.carrack.runtime.chatflows.internal.session.ChatException;
import org.carrack.runtime.chatflows.internal.session.Conversations;
import org.carrack.runtime.chatflows.internal.session.LiveConversation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what our page asks for: each request is a JSON object with a {@code type}, {@code open}, {@code answer}, {@code back}, {@code cancel}
 * or {@code restart}. What is to be seen then comes by other ways. Stateless but for who asks.
 *
 * @param language a language tag
 */
record PageConversation(ChatService service, String packageName, String chat, Caller caller, String language) {

    private static final Logger LOG = LoggerFactory.getLogger(PageConversation.class);

    /**
     * What a request leads to.
     *
     * @param conversation the conversation that it was about, for more of it; empty if there is none any more
     */
    record Reply(String conversation, List<Map<String, Object>> messages) {

        static Reply of(String conversation, Map<String, Object> message) {
            return new Reply(conversation, List.of(message));
        }
    }

    /**
     * Does what is asked for.
     *
     * @param known the conversation of the connection; empty if none is open
     */
    Reply act(String known, String json) {
        try {
            Object read = Json.read(json);
            if (!(read instanceof Map<?, ?> request)) {
                return Reply.of(known, PageMessages.error("send a JSON object with a type"));
            }
            Object said = request.get("conversation");
            String id = known.isEmpty() && said instanceof String text ? text : known;
            return act(id, request);
        } catch (IOException e) {
            return Reply.of(known, PageMessages.error("this is no JSON"));
        }
    }

    private Reply act(String id, Map<?, ?> request) {
        String type = request.get("type") instanceof String text ? text : "";
        try {
            return switch (type) {
                case "open" -> open(id, request);
                case "answer" -> answer(id, request);
                case "back" -> back(id);
                case "cancel" -> cancel(id);
                case "restart" -> restart(id, request);
                default ->
                    Reply.of(
                            id,
                            PageMessages.error("the type must be open, answer, back, cancel or restart%s"
                                    .formatted(type.isEmpty() || type.length() > 40 ? "" : ", not " + type)));
            };
        } catch (ChatException e) {
            return e.kind() == RequestException.Kind.NOT_FOUND
                    ? Reply.of("", PageMessages.gone(e.getMessage()))
                    : Reply.of(id, PageMessages.error(e.getMessage()));
        } catch (ActorException e) {
            return Reply.of(id, PageMessages.error(String.valueOf(e.getMessage())));
        } catch (RuntimeException | Error e) { // a page that gets no reply waits for ever
            LOG.error("the request {} of a page of the chat {} of {} failed", type, chat, packageName, e);
            return Reply.of(id, PageMessages.error("the server failed at this; its log says why"));
        }
    }

    Person person() {
        return service.person(caller);
    }

    /** A conversation of this chat. */
    LiveConversation find(String id) throws ChatException {
        return ofThisChat(service.conversations().find(id, person()));
    }

    private LiveConversation ofThisChat(LiveConversation one) throws ChatException {
        boolean isOfThis = one.flow().packageName().equals(packageName)
                && one.flow().chat().equals(chat);
        if (!isOfThis) {
            throw new ChatException(
                    RequestException.Kind.NOT_FOUND, "the conversation %s is one of another chat".formatted(one.id()));
        }
        return one;
    }

    private <T> T with(String id, Conversations.Action<T> action) throws InvalidAnswerException, ChatException {
        return service.conversations().with(id, person(), one -> action.on(ofThisChat(one)));
    }

    /** The conversation that is asked for; else the last that is open of those with the same parameters; else a new one. */
    private Reply open(String id, Map<?, ?> request) throws ChatException {
        Conversations all = service.conversations();
        Map<String, String> parameters = parameters(request);
        Optional<LiveConversation> known = id.isEmpty() ? Optional.empty() : Optional.of(find(id));
        if (known.isEmpty()) {
            Optional<String> latest = all.latest(service.flow(packageName, chat), caller, parameters);
            known = latest.isPresent() ? Optional.of(find(latest.get())) : Optional.empty();
        }
        boolean isOver = known.isPresent() && known.get().state().status() == ConversationState.Status.ENDED;
        return shown(known.isEmpty() || isOver ? begin(parameters) : known.get());
    }

    private static Map<String, String> parameters(Map<?, ?> request) {
        return ChatActor.parameters(request.get("parameters"));
    }

    private LiveConversation begin(Map<String, String> parameters) throws ChatException {
        return service.conversations().begin(service.flow(packageName, chat), person(), parameters, language);
    }

    private static Reply shown(LiveConversation one) {
        List<Map<String, Object>> messages = new ArrayList<>();
        messages.add(PageMessages.conversation(one));
        one.current().ifPresent(message -> messages.add(PageMessages.message(message)));
        return new Reply(one.id(), messages);
    }

    private Reply answer(String id, Map<?, ?> request) throws ChatException {
        String question = request.get("question") instanceof String text ? text : "";
        if (question.isEmpty()) {
            return Reply.of(id, PageMessages.error("say which question is answered"));
        }
        @Nullable Object value = request.get("value");
        try {
            Acceptance acceptance = with(id, one -> one.answer(question, value));
            return acceptance == Acceptance.ACCEPTED
                    ? Reply.of(id, PageMessages.accepted(question))
                    : stale(id, question);
        } catch (InvalidAnswerException e) {
            return Reply.of(id, PageMessages.invalid(question, e.problems()));
        }
    }

    /** With what is to be seen instead; while the flow works that comes later. */
    private Reply stale(String id, String question) throws ChatException {
        List<Map<String, Object>> messages = new ArrayList<>();
        messages.add(PageMessages.stale(question));
        find(id).current().ifPresent(message -> messages.add(PageMessages.message(message)));
        return new Reply(id, messages);
    }

    private Reply back(String id) throws ChatException {
        try {
            return with(id, one -> one.back() ? new Reply(id, List.of()) : shown(one));
        } catch (InvalidAnswerException e) {
            throw new IllegalStateException("going back answers nothing", e);
        }
    }

    private Reply cancel(String id) throws ChatException {
        service.conversations().cancel(find(id).id(), caller, false);
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "cancelled");
        return Reply.of("", message);
    }

    private Reply restart(String id, Map<?, ?> request) throws ChatException {
        Map<String, String> parameters = parameters(request);
        if (!id.isEmpty()) {
            try {
                service.conversations().cancel(find(id).id(), caller, false);
            } catch (ChatException e) {
                if (e.kind() != RequestException.Kind.NOT_FOUND) {
                    throw e;
                }
            }
        }
        return shown(begin(parameters));
    }
}
