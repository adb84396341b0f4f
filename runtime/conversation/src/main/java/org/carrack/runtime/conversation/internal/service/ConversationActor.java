package org.carrack.runtime.conversation.internal.service;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.carrack.actor.Actor;
import org.carrack.actor.CallContext;
import org.carrack.auth.Caller;
import org.carrack.spi.actor.ActorInfo.ParameterInfo;
import org.carrack.spi.actor.DynamicActor;
import org.carrack.spi.actor.ServerActor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Sentences over HTTP and gedis: {@code /conversations/actors/conversation/say}. One instance serves all calls. */
@Component(service = Actor.class)
@ServerActor("conversations")
public final class ConversationActor implements DynamicActor {

    private final Bundle bundle;
    private final Conversations conversations;

    @Activate
    public ConversationActor(BundleContext context, @Reference Conversations conversations) {
        bundle = context.getBundle();
        this.conversations = conversations;
    }

    @Override
    public Bundle bundle() {
        return bundle;
    }

    @Override
    public String name() {
        return "conversation";
    }

    @Override
    public String description() {
        return "Modules of packages that answer sentences.";
    }

    private static ParameterInfo optional(String name, String description) {
        return new ParameterInfo(name, description, String.class, false, true, Optional.empty());
    }

    @Override
    public List<Method> methods() {
        ParameterInfo sentence =
                new ParameterInfo("sentence", "what is said", String.class, true, false, Optional.empty());
        ParameterInfo locale = optional("locale", "its language; that of the request where nothing is said");
        return List.of(
                new Method(
                        "say",
                        "Answers a sentence.",
                        List.of(sentence, locale, optional("conversation", "that of the answer before")),
                        Map.class,
                        "the package that answers, the response, data for the client, and the conversation",
                        false,
                        Set.of(),
                        (arguments, call) -> conversations
                                .answer(
                                        text(arguments, "sentence"),
                                        locale(arguments, call),
                                        text(arguments, "conversation"),
                                        call.caller())
                                .values()),
                new Method(
                        "explain",
                        "Says which modules a sentence could be for, and why; nothing is called.",
                        List.of(sentence, locale),
                        Map.class,
                        "",
                        true,
                        Set.of(),
                        (arguments, call) -> conversations
                                .explain(text(arguments, "sentence"), locale(arguments, call), call.caller())
                                .values()),
                new Method(
                        "problems",
                        "What is wrong with triggers, responses and fixtures of live packages, and patterns that lead to several modules.",
                        List.of(),
                        List.class,
                        "each in one sentence",
                        true,
                        Set.of(Caller.ADMIN),
                        (arguments, call) -> conversations.problems()));
    }

    private static String text(Map<String, @Nullable Object> arguments, String name) {
        return Objects.toString(arguments.get(name), "");
    }

    private static String locale(Map<String, @Nullable Object> arguments, CallContext call) {
        String said = text(arguments, "locale");
        return said.isEmpty() ? call.locale().toLanguageTag() : said;
    }
}
