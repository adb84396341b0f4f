package org.carrack.runtime.chatflows.internal.protocol;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.carrack.actor.ActorException;
import org.carrack.actor.CallContext;
import org.carrack.auth.Access;
import org.carrack.auth.Caller;
import org.carrack.failure.RequestException;
import org.carrack.runtime.chatflows.internal.answer.InvalidAnswerException;
import org.carrack.runtime.chatflows.internal.engine.Conversation.Acceptance;
import org.carrack.runtime.chatflows.internal.engine.ConversationParkedException;
import org.carrack.runtime.chatflows.internal.engine.ConversationState;
import org.carrack.runtime.chatflows.internal.engine.Message;
import org.carrack.runtime.chatflows.internal.json.Json;
import org.carrack.runtime.chatflows.internal.service.ChatService;
import org.carrack.runtime.chatflows.internal.session.ChatException;
import org.carrack.runtime.chatflows.internal.session.Conversations;
import org.carrack.runtime.chatflows.internal.session.Flow;
import org.carrack.runtime.chatflows.internal.session.LiveConversation;
import org.carrack.spi.actor.ActorInfo.ParameterInfo;
import org.carrack.spi.actor.DynamicActor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * What both of the old pages' actors can do. Each conversation is somebody's, and each call looks whether the caller may access its package
 * still. One instance serves all calls.
 */
abstract class ChatActor implements DynamicActor {

    /** A page waits for a message so long, and then asks again. */
    private static final long FETCH_LIMIT_MS = 600_000;

    private static final String NO_PARAMETERS = "the parameters must be an object, or the JSON of one";

    private final Bundle bundle;
    final ChatService service;
    final PackageAccess access;
    private final String session;

    /** @param session the name of the parameter with the conversation */
    ChatActor(Bundle bundle, ChatService service, PackageAccess access, String session) {
        this.session = session;
        this.bundle = bundle;
        this.service = service;
        this.access = access;
    }

    @Override
    public Bundle bundle() {
        return bundle;
    }

    @Override
    public String name() {
        return "chatbot";
    }

    static ParameterInfo required(String name, String description, Type type) {
        return new ParameterInfo(name, description, type, true, false, Optional.empty());
    }

    static ParameterInfo optional(String name, String description, Type type) {
        return new ParameterInfo(name, description, type, false, true, Optional.empty());
    }

    static Method method(String name, String description, List<ParameterInfo> parameters, Type result, Handler body) {
        return new Method(name, description, parameters, result, "", false, Set.of(), told(body));
    }

    static Method restricted(
            String name, String description, List<ParameterInfo> parameters, Type result, String role, Handler body) {
        return new Method(name, description, parameters, result, "", false, Set.of(role), told(body));
    }

    /** A method that may wait. */
    static Method waiting(String name, String description, List<ParameterInfo> parameters, Type result, Handler body) {
        return new Method(name, description, parameters, result, "", false, Set.of(), FETCH_LIMIT_MS, told(body));
    }

    /** The parameter with the conversation. */
    List<ParameterInfo> ofSession(ParameterInfo... more) {
        return Stream.concat(Stream.of(required(session, "the conversation", String.class)), Stream.of(more))
                .toList();
    }

    /** The conversation that a call is about. */
    String session(Map<String, @Nullable Object> arguments) {
        Object id = arguments.get(session);
        return id == null ? "" : String.valueOf(id);
    }

    /** What the two protocols have in common, under their own names. */
    List<Method> exchange(String fetch, String report, String back) {
        return List.of(
                waiting(
                        fetch,
                        "The next message, when there is one.",
                        ofSession(optional("restore", "whether the last message is wanted again", Boolean.class)),
                        Map.class,
                        (arguments, call) ->
                                fetch(session(arguments), Boolean.TRUE.equals(arguments.get("restore")), call)),
                method(
                        report,
                        "Answers what is asked.",
                        ofSession(optional("result", "the answer; lists and objects as JSON", Object.class)),
                        Void.class,
                        (arguments, call) -> report(session(arguments), arguments.get("result"), call)),
                method(
                        back,
                        "Goes back: to the beginning of the step, and from there to the step before.",
                        ofSession(),
                        Void.class,
                        (arguments, call) -> back(session(arguments), call)));
    }

    private static Handler told(Handler body) {
        return (arguments, call) -> {
            try {
                return body.call(arguments, call);
            } catch (RequestException e) {
                throw refusal(e);
            } catch (InvalidAnswerException e) {
                throw ActorException.badRequest(e.getMessage());
            }
        };
    }

    /** What callers are told; while a package is replaced, that they may ask again. */
    private static ActorException refusal(RequestException cause) {
        return cause.getCause() instanceof ConversationParkedException
                ? new ActorException(ActorException.Kind.BUSY, cause.getMessage(), cause)
                : ActorException.of(cause);
    }

    /** Begins a conversation. */
    LiveConversation begin(Flow flow, @Nullable Object parameters, CallContext call) throws ChatException {
        access.check(flow.packageName(), call.caller());
        return service.conversations()
                .begin(
                        flow,
                        service.person(call.caller()),
                        parameters(parameters),
                        call.locale().toLanguageTag());
    }

    /** As an object, or as the JSON of one, of which the old page escapes quotes as in HTML. */
    static Map<String, String> parameters(@Nullable Object given) {
        Object read = given;
        if (given instanceof String text && !text.isBlank()) {
            try {
                read = Json.read(
                        text.replace("&quot;", "\"").replace("&#34;", "\"").replace("&amp;", "&"));
            } catch (IOException e) {
                throw ActorException.badRequest(NO_PARAMETERS);
            }
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        boolean isNothing = read == null || (read instanceof String text && text.isBlank());
        if (!isNothing && !(read instanceof Map)) {
            throw ActorException.badRequest(NO_PARAMETERS);
        }
        if (read instanceof Map<?, ?> map) {
            map.forEach(
                    (name, value) -> parameters.put(String.valueOf(name), value == null ? "" : String.valueOf(value)));
        }
        return parameters;
    }

    /** A conversation of the caller. */
    LiveConversation find(String id, CallContext call) throws ChatException {
        LiveConversation one = service.conversations().find(id, service.person(call.caller()));
        access.check(one.flow().packageName(), call.caller());
        return one;
    }

    /** The same; nothing if there is none. */
    private Optional<LiveConversation> known(String id, CallContext call) throws ChatException {
        try {
            return Optional.of(find(id, call));
        } catch (ChatException e) {
            if (e.kind() == RequestException.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The next message in the form of the old pages; of a conversation that nobody knows, its end. */
    CompletionStage<Map<String, Object>> fetch(String id, boolean isAgain, CallContext call) throws ChatException {
        Optional<LiveConversation> one = known(id, call);
        if (one.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of("payload", Map.of("category", "end")));
        }
        CompletableFuture<Message> next = one.get().fetch(isAgain).toCompletableFuture();
        boolean hasToWait = !next.isDone();
        return next.handle((message, failure) -> {
            if (hasToWait && message != null) {
                stillOf(id, call);
            }
            return shown(message, failure);
        });
    }

    /** Whoever has waited may have lost the account, or the right to see the package. */
    private void stillOf(String id, CallContext call) {
        try {
            var unused = find(id, call);
        } catch (ChatException e) {
            throw refusal(e);
        }
    }

    private static Map<String, Object> shown(@Nullable Message message, @Nullable Throwable failure) {
        if (message == null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            throw cause instanceof RequestException refused ? refusal(refused) : new CompletionException(cause);
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("info", message.info());
        shown.put("payload", message.payload());
        return shown;
    }

    /** Answers whatever is asked. */
    @Nullable
    Object report(String id, @Nullable Object result, CallContext call) throws ChatException, InvalidAnswerException {
        Conversations all = service.conversations();
        LiveConversation one = find(id, call);
        Object answer = new OldAnswers(all).answer(one, result);
        Acceptance acceptance = all.with(one.id(), service.person(call.caller()), live -> live.answer("", answer));
        if (acceptance == Acceptance.STALE) {
            throw ActorException.badRequest("nothing is asked now; the answer was not taken");
        }
        return null;
    }

    /** Goes back. */
    @Nullable
    Object back(String id, CallContext call) throws ChatException, InvalidAnswerException {
        LiveConversation one = find(id, call);
        var unused = service.conversations().with(one.id(), service.person(call.caller()), LiveConversation::back);
        return null;
    }

    /** Whether a conversation goes on. */
    boolean isOpen(String id, CallContext call) throws ChatException {
        return known(id, call)
                .filter(one -> one.state().status() != ConversationState.Status.ENDED)
                .isPresent();
    }

    /** The chatflows that a caller may begin. */
    List<Flow> flows(Caller caller) {
        return service.flows().all().stream()
                .filter(flow -> access.decide(flow.packageName(), caller) == Access.Decision.ALLOWED)
                .toList();
    }
}
