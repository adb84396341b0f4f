package org.carrack.runtime.conversation.internal.service;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carrack.auth.Caller;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpPath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.http.PushConnection;
import org.carrack.http.PushEndpoint;
import org.carrack.http.PushListener;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.json.JsonValues;
import org.carrack.spi.server.RateLimits;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Sentences over HTTP ({@code POST /conversation/<locale>}), over a WebSocket in the shapes of Elivia ({@code /conversation/websocket}), and the
 * page to talk ({@code /conversation/}). For any thread.
 */
@Component(service = HttpEndpoint.class)
@HttpPath("/conversation")
public final class ConversationEndpoint implements PushEndpoint {

    private static final int BODY_LIMIT = 200_000;

    private static final Map<String, String> FILES = Map.of(
            "",
            "text/html; charset=utf-8",
            "/talk.js",
            "text/javascript; charset=utf-8",
            "/talk.css",
            "text/css; charset=utf-8");

    private final Conversations conversations;
    private final ConversationConfig config;
    private final RateLimits limits = new RateLimits(System::nanoTime);

    @Activate
    public ConversationEndpoint(@Reference Conversations conversations, @Reference ServerConfig serverConfig) {
        this.conversations = conversations;
        config = serverConfig.view(ConversationConfig.class);
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        String path = call.path().equals("/") ? "" : call.path();
        if (call.isRead()) {
            return CompletableFuture.supplyAsync(() -> file(path), call.workers());
        }
        if (!call.method().equals("POST")) {
            return done(HttpResponse.error(405, "say something with POST /conversation/<locale>")
                    .with("Allow", "POST, GET"));
        }
        String locale = path.startsWith("/") ? path.substring(1) : "";
        if (!locale.matches("[A-Za-z]{2,8}([_-][A-Za-z0-9]{1,8})*")) {
            return done(HttpResponse.error(404, "the form is /conversation/<locale>, such as /conversation/en"));
        }
        Caller caller = call.caller();
        long wait = secondsToWait(caller, call.remoteAddress());
        if (wait > 0) {
            return done(HttpResponse.error(
                            429, "too many sentences; [conversation] sentences_per_minute says how many there may be")
                    .with("Retry-After", String.valueOf(wait)));
        }
        boolean isJson = call.header("Content-Type").orElse("").contains("json");
        return call.body(BODY_LIMIT).thenCompose(bytes -> {
            String body = new String(bytes, StandardCharsets.UTF_8);
            Map<String, Object> said;
            try {
                said = isJson ? JsonValues.readObject(body) : Map.of("content", body);
            } catch (IOException e) {
                return done(HttpResponse.error(400, "send {\"content\": \"…\"} as JSON, or the sentence as text"));
            }
            if (!(said.get("content") instanceof String content) || content.isBlank()) {
                return done(HttpResponse.error(
                        400, "there is no sentence: send {\"content\": \"…\"} as JSON, or the sentence as text"));
            }
            String id = Objects.toString(said.get("conversation"), "");
            return CompletableFuture.supplyAsync(
                    () -> HttpResponse.json(
                            200,
                            JsonValues.write(conversations
                                            .answer(content, locale, id, caller)
                                            .values())
                                    .getBytes(StandardCharsets.UTF_8)),
                    call.workers());
        });
    }

    private long secondsToWait(Caller caller, String address) {
        return limits.take(caller.isAnonymous() ? address : caller.name(), config.sentencesPerMinute());
    }

    private static CompletionStage<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    private static HttpResponse file(String path) {
        String type = FILES.get(path);
        String name = path.isEmpty() ? "talk.html" : path.substring(1);
        if (type == null) {
            return HttpResponse.error(404, "there is nothing at /conversation" + path);
        }
        try (InputStream in = ConversationEndpoint.class.getResourceAsStream(name)) {
            return new HttpResponse(
                    200,
                    Map.of(
                            "Content-Type", type,
                            "Cache-Control", "no-cache",
                            "Content-Security-Policy",
                                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"),
                    Objects.requireNonNull(in, name).readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException("a file of the module can be read", e);
        }
    }

    @Override
    public Optional<PushListener> open(HttpRequest call) {
        return call.path().equals("/websocket")
                ? Optional.of(new Talk(call.caller(), call.remoteAddress()))
                : Optional.empty();
    }

    /** One connection of one of Elivia's clients. */
    private final class Talk implements PushListener {

        private final Caller caller;
        private final String address;
        private final String own = UUID.randomUUID().toString();
        private @Nullable PushConnection connection;

        Talk(Caller caller, String address) {
            this.caller = caller;
            this.address = address;
        }

        @Override
        public void opened(PushConnection opened) {
            connection = opened;
        }

        @Override
        public void received(String text) {
            PushConnection open = connection;
            Map<String, Object> frame = frame(text);
            boolean isSentence = frame.get("type") instanceof Long type && type != 0;
            if (open == null || !isSentence) {
                // A handshake, or what is no frame: Elivia answers neither.
                return;
            }
            String locale = Objects.toString(frame.get("locale"), "en");
            String token = Objects.toString(frame.get("user_token"), "");
            Answer answer = secondsToWait(caller, address) > 0
                    ? Conversations.tooMany(locale, own)
                    : conversations.answer(
                            Objects.toString(frame.get("content"), ""),
                            locale,
                            token.length() < 8 ? own : token,
                            caller);
            open.send("", answer.json());
        }

        private Map<String, Object> frame(String text) {
            try {
                return JsonValues.readObject(text);
            } catch (IOException e) {
                return Map.of();
            }
        }

        @Override
        public void closed() {
            connection = null;
        }
    }
}
