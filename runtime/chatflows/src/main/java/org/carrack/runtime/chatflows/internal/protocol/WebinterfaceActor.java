package org.carrack.runtime.chatflows.internal.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.carrack.actor.Actor;
import org.carrack.actor.ActorException;
import org.carrack.actor.CallContext;
import org.carrack.runtime.chatflows.internal.service.ChatService;
import org.carrack.runtime.chatflows.internal.session.ChatException;
import org.carrack.runtime.chatflows.internal.session.Flow;
import org.carrack.spi.actor.ServerActor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** ThreeBot's actor of chatflows, {@code zerobot.webinterface.chatbot}, with what its page calls. */
@Component(service = Actor.class)
@ServerActor("webinterface")
public final class WebinterfaceActor extends ChatActor {

    private static final String SESSION = "sessionid";

    private final List<Method> methods;

    @Activate
    public WebinterfaceActor(BundleContext context, @Reference ChatService service, @Reference PackageAccess access) {
        super(context.getBundle(), service, access, SESSION);
        List<Method> own = List.of(
                method(
                        "session_new",
                        "Begins a conversation.",
                        List.of(
                                required(
                                        "topic",
                                        "the name of the chatflow, or a part that no other has; <package>.<chat> where two packages have it",
                                        String.class),
                                optional(
                                        "query_params",
                                        "what the query of the page's address has, as JSON",
                                        Object.class),
                                optional("client_ip", "is not looked at", String.class)),
                        Map.class,
                        (arguments, call) -> Map.of(
                                "sessionid",
                                begin(
                                                topic(String.valueOf(arguments.get("topic")), call),
                                                arguments.get("query_params"),
                                                call)
                                        .id())),
                method(
                        "next_step",
                        "Goes on where something is only read.",
                        ofSession(),
                        Void.class,
                        (arguments, call) -> report(session(arguments), null, call)),
                method(
                        "session_alive",
                        "Whether a conversation goes on.",
                        ofSession(),
                        Boolean.class,
                        (arguments, call) -> isOpen(session(arguments), call)),
                method(
                        "chatflows_list",
                        "The chatflows that one may begin.",
                        List.of(),
                        List.class,
                        (arguments, call) -> flows(call.caller()).stream()
                                .map(Flow::chat)
                                .distinct()
                                .toList()),
                method("ping", "Whether the server answers.", List.of(), String.class, (arguments, call) -> "pong"));
        methods = Stream.concat(own.stream(), exchange("work_get", "work_report", "prev_step").stream())
                .toList();
    }

    @Override
    public String description() {
        return "Conversations with the chatflows of packages, as ThreeBot's page has them.";
    }

    @Override
    public List<Method> methods() {
        return methods;
    }

    /** The chatflow of a topic: of that name, or the only one whose name has it as a part. */
    private Flow topic(String topic, CallContext call) throws ChatException {
        int dot = topic.indexOf('.');
        if (dot > 0) {
            // The names of what one may not see are nobody's business.
            if (!service.flows().of(topic.substring(0, dot)).isEmpty()) {
                access.check(topic.substring(0, dot), call.caller());
            }
            return service.flow(topic.substring(0, dot), topic.substring(dot + 1));
        }
        List<Flow> all = flows(call.caller());
        String wanted = topic.toLowerCase(Locale.ROOT);
        List<Predicate<Flow>> rules = List.of(
                flow -> flow.chat().equals(topic),
                flow -> flow.chat().toLowerCase(Locale.ROOT).equals(wanted),
                flow -> !wanted.isEmpty()
                        && flow.chat().toLowerCase(Locale.ROOT).contains(wanted));
        for (Predicate<Flow> rule : rules) {
            List<Flow> found = all.stream().filter(rule).toList();
            if (found.size() == 1) {
                return found.get(0);
            }
            if (found.size() > 1) {
                throw ActorException.badRequest("several chats are meant by %s: %s; name one as <package>.<chat>"
                        .formatted(
                                topic,
                                String.join(
                                        ", ",
                                        found.stream()
                                                .map(flow -> flow.packageName() + "." + flow.chat())
                                                .toList())));
            }
        }
        throw ActorException.notFound(
                "there is no chat %s that you may begin".formatted(topic.isEmpty() ? "without a name" : topic));
    }
}
