package org.carrack.runtime.chatflows.internal.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.carrack.chat.Upload;
import org.carrack.failure.RequestException;
import org.carrack.http.BodyTooLargeException;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpPackagePath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.http.PushEndpoint;
import org.carrack.http.PushListener;
import org.carrack.runtime.chatflows.internal.json.Json;
import org.carrack.runtime.chatflows.internal.page.ChatListPage;
import org.carrack.runtime.chatflows.internal.page.ChatPage;
import org.carrack.runtime.chatflows.internal.page.PageTexts;
import org.carrack.runtime.chatflows.internal.service.ChatService;
import org.carrack.runtime.chatflows.internal.session.ChatException;
import org.carrack.runtime.chatflows.internal.session.Conversations;
import org.carrack.runtime.chatflows.internal.session.Flow;
import org.carrack.runtime.chatflows.internal.session.LiveConversation;
import org.carrack.runtime.chatflows.internal.store.ConversationRow;
import org.carrack.spi.http.AcceptLanguage;
import org.carrack.spi.http.PackageEndpoint;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The chats of a package below {@code /<package>/chats}: the list, and for each chat its page, its connections ({@code ws}, {@code events})
 * and what its page sends ({@code messages}, {@code uploads}).
 */
@Component(service = HttpEndpoint.class)
@HttpPackagePath("chats")
public final class ChatEndpoint implements PushEndpoint, PackageEndpoint {

    private static final int LONGEST_MESSAGE = 1 << 20;

    /** The header with the conversation; an address would be in logs. */
    private static final String CONVERSATION = "Carrack-Conversation";

    private static final String HTML = "text/html;charset=utf-8";

    private static final Map<String, String> FILES = Map.of(
            "chat.js", "text/javascript;charset=utf-8",
            "chats.js", "text/javascript;charset=utf-8",
            "embed.js", "text/javascript;charset=utf-8",
            "chat.css", "text/css;charset=utf-8");

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private final ChatService service;
    private final PackageAccess packages;

    @Activate
    public ChatEndpoint(@Reference ChatService service, @Reference PackageAccess packages) {
        this.service = service;
        this.packages = packages;
    }

    /** The parts of a path below the endpoint. */
    private record Address(String chat, String rest) {

        static Address of(HttpRequest call) {
            String path = call.path().startsWith("/") ? call.path().substring(1) : call.path();
            int slash = path.indexOf('/');
            return slash < 0 ? new Address(path, "") : new Address(path.substring(0, slash), path.substring(slash + 1));
        }
    }

    @Override
    public Optional<PushListener> open(HttpRequest call) {
        Address address = Address.of(call);
        boolean isConnection = address.rest().equals("ws") || address.rest().equals("events");
        if (!isConnection
                || service.flows().find(call.packageName(), address.chat()).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PageConnection(
                page(call, address.chat()),
                call.header(CONVERSATION).orElse(""),
                address.rest().equals("events")));
    }

    private PageConversation page(HttpRequest call, String chat) {
        return new PageConversation(
                service,
                call.packageName(),
                chat,
                call.caller(),
                languages(call).get(0).toLanguageTag());
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        Address address = Address.of(call);
        String type = FILES.get(address.chat());
        if (type != null && address.rest().isEmpty()) {
            return answer(file(address.chat(), type));
        }
        if (address.chat().isEmpty()) {
            return call.isRead() ? CompletableFuture.supplyAsync(() -> list(call), call.workers()) : answer(onlyRead());
        }
        Optional<Flow> flow = service.flows().find(call.packageName(), address.chat());
        if (flow.isEmpty()) {
            return CompletableFuture.supplyAsync(() -> missing(call, address.chat()), call.workers());
        }
        return switch (address.rest()) {
            case "" ->
                call.isRead()
                        ? CompletableFuture.supplyAsync(() -> chatPage(call, flow.get()), call.workers())
                        : answer(onlyRead());
            case "messages" -> call.method().equals("POST") ? messages(call, address.chat()) : answer(onlyPosted());
            case "uploads" -> call.method().equals("POST") ? upload(call, address.chat()) : answer(onlyPosted());
            case "ws", "events" ->
                answer(HttpResponse.error(
                        426,
                        "here are %s only"
                                .formatted(
                                        address.rest().equals("ws")
                                                ? "WebSockets"
                                                : "server-sent events (Accept: text/event-stream)")));
            default -> answer(HttpResponse.error(404, "there is nothing at " + call.path() + " of the chats"));
        };
    }

    private static HttpResponse onlyRead() {
        return HttpResponse.error(405, "this can only be read").with("Allow", "GET, HEAD");
    }

    private static HttpResponse onlyPosted() {
        return HttpResponse.error(405, "send this with POST").with("Allow", "POST");
    }

    private static CompletionStage<HttpResponse> answer(HttpResponse answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static HttpResponse file(String name, String type) {
        try (InputStream in =
                Objects.requireNonNull(PageTexts.class.getResourceAsStream(name), () -> "the file " + name)) {
            return new HttpResponse(200, Map.of("Content-Type", type, "Cache-Control", "no-cache"), in.readAllBytes());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private HttpResponse missing(HttpRequest call, String chat) {
        String message = "there is no chat %s in package %s".formatted(chat, call.packageName());
        if (!call.acceptsHtml()) {
            return HttpResponse.error(404, message);
        }
        PageTexts texts = texts(call);
        return html(
                404,
                new ChatListPage(
                                call.packageName(),
                                base(call),
                                texts.language(),
                                texts,
                                Optional.of(message),
                                chats(call.packageName()),
                                List.of())
                        .html());
    }

    private static HttpResponse html(int status, String html) {
        return new HttpResponse(
                status,
                Map.of(
                        "Content-Type",
                        HTML,
                        "Content-Security-Policy",
                        POLICY,
                        "X-Frame-Options",
                        "SAMEORIGIN",
                        "Referrer-Policy",
                        "same-origin",
                        "Cache-Control",
                        "no-store"),
                html.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse json(Object value) {
        return HttpResponse.json(200, Json.write(value).getBytes(StandardCharsets.UTF_8));
    }

    /** From the page's address to the folder of chats. */
    private static String base(HttpRequest call) {
        long depth = call.path().chars().filter(c -> c == '/').count();
        return switch ((int) depth) {
            case 0 -> "chats/";
            case 1 -> "./";
            default -> "../".repeat((int) depth - 1);
        };
    }

    private PageTexts texts(HttpRequest call) {
        return PageTexts.of(languages(call), path -> packages.resource(call.packageName(), path));
    }

    /** The languages that a browser asks for, the best first; English if it asks for none that can be read. */
    private static List<Locale> languages(HttpRequest call) {
        List<Locale> asked = AcceptLanguage.locales(
                        call.header("Accept-Language").orElse(""))
                .stream()
                .filter(locale -> !locale.getLanguage().isEmpty())
                .toList();
        return asked.isEmpty() ? List.of(Locale.ENGLISH) : asked;
    }

    private HttpResponse chatPage(HttpRequest call, Flow flow) {
        PageTexts texts = texts(call);
        return html(
                200,
                new ChatPage(
                                flow.title(),
                                flow.chat(),
                                base(call),
                                texts.language(),
                                texts.texts().getOrDefault("loading", ""),
                                Json.write(texts.texts()))
                        .html());
    }

    private List<ChatListPage.Chat> chats(String packageName) {
        return service.flows().of(packageName).stream()
                .map(flow -> new ChatListPage.Chat(flow.chat(), flow.title()))
                .toList();
    }

    private HttpResponse list(HttpRequest call) {
        List<Flow> flows = service.flows().of(call.packageName());
        if (!call.acceptsHtml()) {
            Map<String, String> titles = new LinkedHashMap<>();
            flows.forEach(flow -> titles.put(flow.chat(), flow.title()));
            return json(titles);
        }
        PageTexts texts = texts(call);
        List<ChatListPage.Conversation> mine;
        try {
            mine = call.caller().isAnonymous()
                    ? List.of()
                    : service.conversations().open(call.caller()).stream()
                            .filter(row -> row.packageName().equals(call.packageName()))
                            .flatMap(row -> shown(row).stream())
                            .toList();
        } catch (ChatException e) {
            return HttpResponse.error(503, e.getMessage());
        }
        return html(
                200,
                new ChatListPage(
                                call.packageName(),
                                base(call),
                                texts.language(),
                                texts,
                                Optional.empty(),
                                chats(call.packageName()),
                                mine)
                        .html());
    }

    private Optional<ChatListPage.Conversation> shown(ConversationRow row) {
        return service.flows()
                .find(row.packageName(), row.chat())
                .map(flow -> new ChatListPage.Conversation(
                        row.id(), row.chat(), flow.title(), row.seen().toString()));
    }

    /** What a page without a WebSocket sends. */
    private CompletionStage<HttpResponse> messages(HttpRequest call, String chat) {
        PageConversation page = page(call, chat);
        return call.body(LONGEST_MESSAGE)
                .thenApplyAsync(
                        body -> json(Map.of(
                                        "messages",
                                        page.act("", new String(body, StandardCharsets.UTF_8))
                                                .messages()))
                                .with("Cache-Control", "no-store"),
                        call.workers());
    }

    /** A file for a conversation, whose answer says then that it is the one. */
    private CompletionStage<HttpResponse> upload(HttpRequest call, String chat) {
        PageConversation page = page(call, chat);
        String id = call.header(CONVERSATION).orElse("");
        return CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                LiveConversation one = page.find(id);
                                return service.conversations().placeForUpload(one);
                            } catch (ChatException e) {
                                throw new CompletionException(e);
                            }
                        },
                        call.workers())
                .thenCompose(place -> receive(call, place))
                .exceptionally(ChatEndpoint::refusal);
    }

    private CompletionStage<HttpResponse> receive(HttpRequest call, Conversations.UploadPlace place) {
        return call.file(place.folder(), Math.min(call.uploadLimit(), place.limit()))
                .handleAsync(
                        (file, failure) -> {
                            Conversations all;
                            try {
                                all = service.conversations();
                            } catch (ChatException e) {
                                throw new CompletionException(e);
                            }
                            if (!Files.isDirectory(place.folder())) {
                                all.giveUp(place);
                                throw new CompletionException(new ChatException(
                                        RequestException.Kind.NOT_FOUND,
                                        "the conversation ended while the file came; the file was not taken"));
                            }
                            if (failure != null) {
                                all.giveUp(place);
                                Throwable cause = cause(failure);
                                if (cause instanceof BodyTooLargeException) {
                                    return tooLarge(call.uploadLimit(), place.limit());
                                }
                                throw new CompletionException(cause);
                            }
                            Upload upload = all.received(place, file);
                            return json(Map.of(
                                    "id", upload.id(),
                                    "file_name", upload.fileName(),
                                    "type", upload.type(),
                                    "size", upload.size()));
                        },
                        call.workers());
    }

    private static HttpResponse tooLarge(long ofServer, long ofConversation) {
        return HttpResponse.error(
                        413,
                        ofConversation < ofServer
                                ? "the file is larger than the %,d bytes that this conversation may have still (uploads_mb of [chatflows])"
                                        .formatted(ofConversation)
                                : "the file is larger than %,d bytes (upload_limit_mb)".formatted(ofServer))
                .with("Connection", "close");
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static HttpResponse refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ChatException refused) {
            int status = switch (refused.kind()) {
                case NOT_FOUND -> 404;
                case REFUSED, CONFLICT -> 409;
                case FAILED -> 503;
            };
            return HttpResponse.error(status, refused.getMessage()).with("Connection", "close");
        }
        throw new CompletionException(cause);
    }
}
