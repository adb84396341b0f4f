package org.carrack.runtime.chatflows.internal.protocol;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.CallContext;
import org.carrack.auth.Caller;
import org.carrack.runtime.chatflows.internal.service.ChatService;
import org.carrack.runtime.chatflows.internal.session.ChatException;
import org.carrack.runtime.chatflows.internal.session.Flow;
import org.carrack.runtime.chatflows.internal.session.LiveConversation;
import org.carrack.runtime.chatflows.internal.store.ConversationRow;
import org.carrack.spi.actor.ServerActor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** 3Bot's actor of chatflows, at {@code /chatflows/actors/chatbot/…}, with what its page calls; and what one sees of one's own conversations. */
@Component(service = Actor.class)
@ServerActor("chatflows")
public final class ChatbotActor extends ChatActor {

    private static final String SESSION = "session_id";

    private final List<Method> methods;

    @Activate
    public ChatbotActor(BundleContext context, @Reference ChatService service, @Reference PackageAccess access) {
        super(context.getBundle(), service, access, SESSION);
        List<Method> own = List.of(
                method(
                        "new",
                        "Begins a conversation.",
                        List.of(
                                required("package", "the name of the package", String.class),
                                required("chat", "the name of the chatflow", String.class),
                                optional("client_ip", "is not looked at", String.class),
                                optional("query_params", "what the query of the page's address has", Map.class)),
                        Map.class,
                        this::begin),
                method(
                        "validate",
                        "Whether a conversation goes on.",
                        ofSession(),
                        Map.class,
                        (arguments, call) -> Map.of("valid", isOpen(session(arguments), call))),
                method(
                        "chatflows_list",
                        "The packages that have chatflows.",
                        List.of(),
                        List.class,
                        (arguments, call) -> flows(call.caller()).stream()
                                .map(Flow::packageName)
                                .distinct()
                                .toList()),
                method(
                        "conversations",
                        "One's own conversations that have not ended.",
                        List.of(),
                        List.class,
                        (arguments, call) -> service.conversations().open(call.caller()).stream()
                                .map(this::shown)
                                .toList()),
                restricted(
                        "all_conversations",
                        "All conversations that have not ended, without what was said.",
                        List.of(),
                        List.class,
                        Caller.ADMIN,
                        (arguments, call) -> service.conversations().all(call.caller()).stream()
                                .map(this::shown)
                                .toList()),
                method(
                        "cancel",
                        "Ends a conversation, and deletes what was said. Administrators can cancel those of others.",
                        ofSession(),
                        Void.class,
                        (arguments, call) -> {
                            service.conversations()
                                    .cancel(
                                            session(arguments),
                                            call.caller(),
                                            call.caller().has(Caller.ADMIN));
                            return null;
                        }));
        methods = Stream.concat(own.stream(), exchange("fetch", "report", "back").stream())
                .toList();
    }

    @Override
    public String description() {
        return "Conversations with the chatflows of packages.";
    }

    @Override
    public List<Method> methods() {
        return methods;
    }

    private Object begin(Map<String, @Nullable Object> arguments, CallContext call) throws ChatException {
        String packageName = String.valueOf(arguments.get("package"));
        String chat = String.valueOf(arguments.get("chat"));
        if (service.flows().of(packageName).isEmpty()) {
            throw ActorException.badRequest("Package %s not found".formatted(packageName));
        }
        // The names of what one may not see are nobody's business.
        access.check(packageName, call.caller());
        Flow flow = service.flows()
                .find(packageName, chat)
                .orElseThrow(() -> ActorException.badRequest("Chat %s not found".formatted(chat)));
        LiveConversation one = begin(flow, arguments.get("query_params"), call);
        return Map.of("sessionId", one.id(), "title", flow.title());
    }

    private Map<String, Object> shown(ConversationRow row) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("session_id", row.id());
        shown.put("package", row.packageName());
        shown.put("chat", row.chat());
        shown.put("version", row.version());
        shown.put("account", row.account());
        shown.put("begun", text(row.begun()));
        shown.put("changed", text(row.seen()));
        shown.put("state", state(row));
        return shown;
    }

    /** Whether it can go on: pages ask what is to become of it. */
    private String state(ConversationRow row) {
        return service.flows()
                .find(row.packageName(), row.chat())
                .map(flow ->
                        flow.version().equals(row.version()) ? "open" : "waits for its person, since an older version")
                .orElse("waits for its package");
    }

    private static String text(Instant moment) {
        return moment.toString();
    }
}
