package org.carrack.runtime.actors.mcp.internal;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Caller;
import org.carrack.http.HttpPath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.carrack.http.PushConnection;
import org.carrack.http.PushListener;
import org.carrack.runtime.actors.mcp.internal.Protocol.Received;
import org.carrack.runtime.actors.mcp.internal.RunningCalls.CallKey;
import org.carrack.spi.actor.ActorCatalog;
import org.carrack.spi.actor.ActorDispatcher;
import org.carrack.spi.actor.ActorSchemas;
import org.carrack.spi.actor.CallControl;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.http.EventAnswerEndpoint;
import org.carrack.spi.server.RateLimits;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The Model Context Protocol over HTTP ("streamable HTTP"): each request is a {@code POST}; calls of tools are answered with events, so that
 * they can tell how far they are. For any thread.
 */
@Component(service = org.carrack.http.HttpEndpoint.class)
@HttpPath("/mcp")
public final class McpEndpoint implements EventAnswerEndpoint {

    private static final String METHODS = "POST, DELETE";
    private static final String CANCELLED = "notifications/cancelled";
    private static final String SESSION = "Mcp-Session-Id";
    private static final int NOT_FOR_ONE_CALLER = -32_000;

    private final McpConfig config;
    private final Protocol protocol;
    private final McpJsonMapper json =
            new JacksonMcpJsonMapper(JsonMapper.builder().build());
    private final RateLimits limits = new RateLimits(System::nanoTime);
    private final RunningCalls running = new RunningCalls();
    private final int bodyLimit;

    @Activate
    public McpEndpoint(
            BundleContext context,
            @Reference ActorCatalog actors,
            @Reference ActorSchemas schemas,
            @Reference ActorDispatcher dispatcher,
            @Reference AuditLog audit,
            @Reference Resources resources,
            @Reference ServerConfig serverConfig) {
        config = serverConfig.view(McpConfig.class);
        protocol = new Protocol(
                json,
                new Tools(actors, schemas, config),
                resources,
                dispatcher,
                audit,
                config,
                context.getBundle().getVersion().toString());
        bodyLimit = dispatcher.argumentsLimit();
    }

    @Override
    public CompletionStage<Answer> answer(HttpRequest call) {
        if (!config.enabled()) {
            return whole(
                    HttpResponse.error(404, "agents are not served here: [mcp] enabled in etc/carrack.toml is false"));
        }
        if (!call.path().isEmpty() && !call.path().equals("/")) {
            return whole(HttpResponse.error(404, "there is nothing at /mcp" + call.path()));
        }
        Optional<String> origin = call.header("Origin");
        if (origin.isPresent()
                && !call.isSameOrigin()
                && !Arrays.asList(config.origins()).contains(origin.get())) {
            return whole(HttpResponse.error(
                    403,
                    "pages of %s may not ask here; [mcp] origins in etc/carrack.toml names those that may"
                            .formatted(origin.get())));
        }
        Caller caller = call.caller();
        if (caller.isAnonymous() && call.header("Authorization").isPresent()) {
            // An agent whose token has expired must not take what everybody may for all there is.
            return whole(error(401, NOT_FOR_ONE_CALLER, "the token is not valid, or not any more")
                    .with("WWW-Authenticate", "Bearer error=\"invalid_token\""));
        }
        long wait =
                limits.take(caller.isAnonymous() ? call.remoteAddress() : caller.name(), config.requestsPerMinute());
        if (wait > 0) {
            return whole(error(
                            429,
                            NOT_FOR_ONE_CALLER,
                            "too many requests; [mcp] requests_per_minute says how many there may be")
                    .with("Retry-After", String.valueOf(wait)));
        }
        return switch (call.method()) {
            case "POST" ->
                call.body(bodyLimit).thenCompose(body -> post(call, new String(body, StandardCharsets.UTF_8)));
            case "DELETE" -> {
                running.cancelAll(caller.name(), session(call));
                yield whole(new HttpResponse(204, Map.of(), new byte[0]));
            }
            default ->
                whole(HttpResponse.error(405, "agents send POST; this server opens no streams of its own accord")
                        .with("Allow", METHODS));
        };
    }

    private static CompletionStage<Answer> whole(HttpResponse response) {
        return CompletableFuture.completedFuture(new Answer.Whole(response));
    }

    /** What is wrong with a message before it is known which request it is. */
    private HttpResponse error(int status, int code, String message) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("jsonrpc", McpSchema.JSONRPC_VERSION);
        error.put("id", null);
        Map<String, Object> reason = new LinkedHashMap<>();
        reason.put("code", code);
        reason.put("message", message);
        error.put("error", reason);
        return HttpResponse.json(status, bytes(error));
    }

    private byte[] bytes(Object message) {
        return text(message).getBytes(StandardCharsets.UTF_8);
    }

    private String text(Object message) {
        try {
            return json.writeValueAsString(message);
        } catch (IOException e) {
            throw new IllegalStateException("a message is JSON", e);
        }
    }

    private static String session(HttpRequest call) {
        return call.header(SESSION).orElse("");
    }

    private CompletionStage<Answer> post(HttpRequest call, String body) {
        Optional<String> version = call.header("MCP-Protocol-Version");
        if (version.isPresent() && !Protocol.VERSIONS.contains(version.get())) {
            return whole(error(
                    400,
                    ErrorCodes.INVALID_REQUEST,
                    "the revision %s is not spoken here; these are: %s"
                            .formatted(version.get(), String.join(", ", Protocol.VERSIONS))));
        }
        JSONRPCMessage message;
        try {
            message = McpSchema.deserializeJsonRpcMessage(json, body);
        } catch (IOException e) {
            return whole(error(
                    400,
                    ErrorCodes.PARSE_ERROR,
                    "the message is not JSON, or more than one: send one request at a time"));
        } catch (RuntimeException e) { // what the SDK makes of JSON that is no message
            return whole(error(400, ErrorCodes.INVALID_REQUEST, "the message is none of JSON-RPC 2.0"));
        }
        if (message instanceof JSONRPCRequest request) {
            return request(call, request);
        }
        if (message instanceof JSONRPCNotification notification
                && notification.method().equals(CANCELLED)) {
            running.cancel(
                    new CallKey(call.caller().name(), session(call), id(field(notification.params(), "requestId"))));
        }
        return whole(new HttpResponse(202, Map.of(), new byte[0]));
    }

    /** 9 and "9" are two. */
    private static String id(@Nullable Object id) {
        return id instanceof String text ? '"' + text : String.valueOf(id);
    }

    private static @Nullable Object field(@Nullable Object params, String name) {
        return params instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private CompletionStage<Answer> request(HttpRequest call, JSONRPCRequest request) {
        String packageName = Stream.of(call.query().orElse("").split("&"))
                .filter(part -> part.startsWith("package="))
                .map(part -> part.substring("package=".length()))
                .findFirst()
                .orElse("");
        boolean isCall = request.method().equals(McpSchema.METHOD_TOOLS_CALL);
        if (isCall && call.header("Accept").orElse("").contains("text/event-stream")) {
            return CompletableFuture.completedFuture(new Answer.Events(new ToolCall(call, request, packageName)));
        }
        Received received = new Received(request, call.caller(), packageName, CallControl.NONE);
        // Lists and files take a while, and the thread that has read the request must not wait.
        return CompletableFuture.supplyAsync(() -> protocol.answer(received), call.workers())
                .thenCompose(answer -> answer)
                .thenApply(answer -> {
                    HttpResponse response = HttpResponse.json(200, bytes(answer));
                    boolean isNew = request.method().equals(McpSchema.METHOD_INITIALIZE);
                    return new Answer.Whole(
                            isNew ? response.with(SESSION, UUID.randomUUID().toString()) : response);
                });
    }

    /** A call of a tool with what happens meanwhile. */
    private final class ToolCall implements PushListener {

        private final JSONRPCRequest request;
        private final String packageName;
        private final Caller caller;
        private final CallKey key;
        private final CompletableFuture<PushConnection> connection = new CompletableFuture<>();
        private final CallControl control = new CallControl(this::progress);

        ToolCall(HttpRequest call, JSONRPCRequest request, String packageName) {
            this.request = request;
            this.packageName = packageName;
            caller = call.caller();
            key = new CallKey(caller.name(), session(call), id(request.id()));
        }

        @Override
        public void opened(PushConnection opened) {
            connection.complete(opened);
            running.add(key, control);
            protocol.answer(new Received(request, caller, packageName, control)).thenAccept(answer -> {
                running.remove(key, control);
                // Who has cancelled a call wants no answer.
                if (!control.isCancelled()) {
                    opened.send("", text(answer));
                }
                opened.close("");
            });
        }

        private void progress(double done, double total, String message) {
            Object token = field(field(request.params(), "_meta"), "progressToken");
            PushConnection open = connection.getNow(null);
            if (token == null || open == null) {
                return;
            }
            Map<String, Object> params = new LinkedHashMap<>();
            params.put("progressToken", token);
            params.put("progress", done);
            if (total > 0) {
                params.put("total", total);
            }
            if (!message.isEmpty()) {
                params.put("message", message);
            }
            open.send("", text(new JSONRPCNotification(McpSchema.METHOD_NOTIFICATION_PROGRESS, params)));
        }

        @Override
        public void received(String text) {
            // Clients send nothing here.
        }

        @Override
        public void closed() {
            running.remove(key, control);
            control.cancel();
        }
    }
}
