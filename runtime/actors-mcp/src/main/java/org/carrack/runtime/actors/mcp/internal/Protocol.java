package org.carrack.runtime.actors.mcp.internal;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.carrack.actor.ActorException;
import org.carrack.auth.AuditLog;
import org.carrack.auth.AuditLog.Outcome;
import org.carrack.auth.Caller;
import org.carrack.runtime.actors.mcp.internal.Tools.Tool;
import org.carrack.spi.actor.ActorArguments;
import org.carrack.spi.actor.ActorCall;
import org.carrack.spi.actor.ActorDispatcher;
import org.carrack.spi.actor.CallControl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is answered to the requests of the Model Context Protocol (revisions to 2025-11-25), whatever carries them. It keeps nothing from one
 * request to the next. For any thread.
 */
final class Protocol {

    private static final Logger LOG = LoggerFactory.getLogger(Protocol.class);

    /** The revisions that are spoken, the newest first. */
    static final List<String> VERSIONS =
            List.of(ProtocolVersions.MCP_2025_11_25, ProtocolVersions.MCP_2025_06_18, ProtocolVersions.MCP_2025_03_26);

    private static final String SEARCH = "search_tools";
    private static final String CALL = "call_tool";
    private static final int PAGE = 100;
    private static final TypeRef<Map<String, Object>> OBJECT = new TypeRef<>() {};

    private final McpJsonMapper json;
    private final Tools tools;
    private final Resources resources;
    private final ActorDispatcher dispatcher;
    private final AuditLog audit;
    private final McpConfig config;
    private final String version;

    /** @param version that of the server */
    Protocol(
            McpJsonMapper json,
            Tools tools,
            Resources resources,
            ActorDispatcher dispatcher,
            AuditLog audit,
            McpConfig config,
            String version) {
        this.json = json;
        this.tools = tools;
        this.resources = resources;
        this.dispatcher = dispatcher;
        this.audit = audit;
        this.config = config;
        this.version = version;
    }

    /**
     * A request as it came.
     *
     * @param packageName the only package that the client wants to see; empty for all
     * @param control what is told how far a call is, and cancels it
     */
    record Received(JSONRPCRequest request, Caller caller, String packageName, CallControl control) {}

    /** An answer that is an error of the protocol, not of a tool. */
    private static final class ProtocolException extends Exception {

        private static final long serialVersionUID = 1L;

        private final int code;

        ProtocolException(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    /** Answers a request. The stage never fails. */
    CompletionStage<JSONRPCResponse> answer(Received received) {
        Object id = received.request().id();
        CompletionStage<Object> result;
        try {
            result = result(received);
        } catch (ProtocolException e) {
            result = CompletableFuture.failedFuture(e);
        } catch (IllegalArgumentException e) {
            result = CompletableFuture.failedFuture(
                    new ProtocolException(ErrorCodes.INVALID_PARAMS, "the parameters cannot be read: " + first(e)));
        } catch (IOException | RuntimeException e) {
            result = CompletableFuture.failedFuture(e);
        }
        return result.handle(
                (value, failure) -> failure == null ? JSONRPCResponse.result(id, value) : error(id, failure));
    }

    private static String first(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** Without what stages have put around it. */
    private static Throwable cause(Throwable failure) {
        Throwable inner = failure.getCause();
        return failure instanceof CompletionException && inner != null ? inner : failure;
    }

    private static JSONRPCResponse error(Object id, Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof ProtocolException refusal) {
            return error(id, refusal.code, String.valueOf(refusal.getMessage()));
        }
        String number = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("a request of an agent failed ({})", number, cause);
        return error(
                id,
                ErrorCodes.INTERNAL_ERROR,
                "the server failed; its log says why, at the number %s".formatted(number));
    }

    private static JSONRPCResponse error(Object id, int code, String message) {
        return new JSONRPCResponse(
                McpSchema.JSONRPC_VERSION, id, null, new JSONRPCResponse.JSONRPCError(code, message, null));
    }

    private CompletionStage<Object> result(Received received) throws ProtocolException, IOException {
        return switch (received.request().method()) {
            case McpSchema.METHOD_INITIALIZE -> done(initialize(received));
            case McpSchema.METHOD_PING -> done(Map.of());
            case McpSchema.METHOD_TOOLS_LIST -> done(list(received));
            case McpSchema.METHOD_TOOLS_CALL -> call(received);
            case McpSchema.METHOD_RESOURCES_LIST -> done(resources(received));
            case McpSchema.METHOD_RESOURCES_READ -> done(read(received));
            case McpSchema.METHOD_RESOURCES_TEMPLATES_LIST -> done(Map.of("resourceTemplates", List.of()));
            case McpSchema.METHOD_PROMPT_LIST -> done(Map.of("prompts", List.of()));
            default ->
                throw new ProtocolException(
                        ErrorCodes.METHOD_NOT_FOUND,
                        "there is no method %s here"
                                .formatted(received.request().method()));
        };
    }

    private static CompletionStage<Object> done(Object result) {
        return CompletableFuture.completedFuture(result);
    }

    private <T> T parameters(Received received, Class<T> type) throws ProtocolException {
        Object parameters = received.request().params();
        if (parameters == null) {
            throw new ProtocolException(
                    ErrorCodes.INVALID_PARAMS,
                    "%s needs parameters".formatted(received.request().method()));
        }
        return json.convertValue(parameters, type);
    }

    private Map<String, Object> parameters(Received received) {
        Object parameters = received.request().params();
        return parameters == null ? Map.of() : json.convertValue(parameters, OBJECT);
    }

    private Object initialize(Received received) {
        String wanted = Objects.toString(parameters(received).get("protocolVersion"), "");
        return McpSchema.InitializeResult.builder(
                        VERSIONS.contains(wanted) ? wanted : VERSIONS.get(0),
                        McpSchema.ServerCapabilities.builder()
                                .tools(false)
                                .resources(false, false)
                                .build(),
                        McpSchema.Implementation.builder("carrack", version).build())
                .instructions(
                        "Tools are methods of the packages that this server runs, named package_actor_method. %s finds those that are not listed."
                                .formatted(SEARCH))
                .build();
    }

    /** Those that are always there, then those of packages, as many as are listed. */
    private Object list(Received received) throws ProtocolException, IOException {
        Map<String, Tool> all = tools.of(received.caller(), received.packageName());
        List<McpSchema.Tool> shown = new ArrayList<>();
        shown.add(builtIn(
                SEARCH,
                "Finds tools by words in their names and descriptions, with the schemas of their arguments.",
                Tools.object(
                        Map.of("query", Map.of("type", "string", "description", "words; a tool has all of them")),
                        List.of("query")),
                true));
        shown.add(builtIn(
                CALL,
                "Calls a tool by its name, also one that is not listed.",
                Tools.object(
                        Map.of(
                                "name", Map.of("type", "string", "description", "the tool's name"),
                                "arguments", Map.of("type", "object", "description", "its arguments, by name")),
                        List.of("name")),
                false));
        for (Tool tool : all.values().stream().limit(config.listLimit()).toList()) {
            shown.add(described(tool));
        }
        int from = cursor(received);
        int to = Math.min(shown.size(), from + PAGE);
        if (from > shown.size()) {
            throw new ProtocolException(ErrorCodes.INVALID_PARAMS, "there is no page at this cursor");
        }
        return new McpSchema.ListToolsResult(
                shown.subList(from, to), to < shown.size() ? String.valueOf(to) : null, null);
    }

    private int cursor(Received received) throws ProtocolException {
        String cursor = Objects.toString(parameters(received).get("cursor"), "");
        if (!cursor.matches("\\d{0,9}")) {
            throw new ProtocolException(ErrorCodes.INVALID_PARAMS, "the cursor is none of this server");
        }
        return cursor.isEmpty() ? 0 : Integer.parseInt(cursor);
    }

    private static McpSchema.Tool builtIn(String name, String description, Map<String, Object> schema, boolean isSafe) {
        return McpSchema.Tool.builder(name, schema)
                .description(description)
                .annotations(annotations(isSafe))
                .build();
    }

    private static McpSchema.ToolAnnotations annotations(boolean isSafe) {
        return new McpSchema.ToolAnnotations(null, isSafe, !isSafe, isSafe, null, null);
    }

    private McpSchema.Tool described(Tool tool) throws IOException {
        String description = tool.method().description();
        return McpSchema.Tool.builder(tool.name(), json.readValue(tools.schema(tool), OBJECT))
                .title(tool.address())
                .description(description.isEmpty() ? tool.address() : description)
                .annotations(annotations(tool.method().isSafe()))
                .build();
    }

    private CompletionStage<Object> call(Received received) throws ProtocolException, IOException {
        CallToolRequest request = parameters(received, CallToolRequest.class);
        String name = Objects.toString(request.name(), "");
        Map<String, Object> arguments = request.arguments() == null ? Map.of() : request.arguments();
        if (name.equals(SEARCH)) {
            return done(search(received, Objects.toString(arguments.get("query"), "")));
        }
        if (name.equals(CALL)) {
            name = Objects.toString(arguments.get("name"), "");
            arguments = arguments.get("arguments") == null
                    ? Map.of()
                    : json.convertValue(arguments.get("arguments"), OBJECT);
        }
        Tool tool = tools.of(received.caller(), received.packageName()).get(name);
        if (tool == null) {
            throw new ProtocolException(
                    ErrorCodes.INVALID_PARAMS,
                    "there is no tool %s, or %s may not use it; it may have gone with its package: list the tools again"
                            .formatted(name, received.caller().name()));
        }
        return call(received, tool, json.writeValueAsBytes(arguments));
    }

    private Object search(Received received, String query) throws IOException {
        List<Map<String, Object>> found = new ArrayList<>();
        for (Tool tool : Tools.matching(tools.of(received.caller(), received.packageName()), query).stream()
                .limit(20)
                .toList()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", tool.name());
            one.put("description", tool.method().description());
            one.put("inputSchema", json.readValue(tools.schema(tool), OBJECT));
            found.add(one);
        }
        return text(json.writeValueAsString(Map.of("tools", found)), Map.of("tools", found));
    }

    private CompletionStage<Object> call(Received received, Tool tool, byte[] arguments) {
        ActorCall call = new ActorCall(
                tool.packageName(),
                tool.actor(),
                tool.method().name(),
                new ActorArguments.Named(arguments),
                received.caller(),
                header -> Optional.empty(),
                false,
                received.control());
        return dispatcher
                .call(call)
                .handle((result, failure) ->
                        failure == null ? succeeded(received, tool, result) : failed(received, tool, failure));
    }

    private Object succeeded(Received received, Tool tool, byte[] result) {
        record(received, tool, Outcome.DONE, "");
        String text = new String(result, StandardCharsets.UTF_8);
        try {
            Object structured = text.startsWith("{") ? json.readValue(text, OBJECT) : null;
            return text(text, structured);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static CallToolResult text(String text, @Nullable Object structured) {
        return new CallToolResult(List.of(McpSchema.TextContent.builder(text).build()), false, structured, null);
    }

    /** What a tool says is wrong is told to the agent, which may do better; it is no error of the protocol. */
    private Object failed(Received received, Tool tool, Throwable failure) {
        Throwable cause = cause(failure);
        String reason;
        if (cause instanceof ActorException error && error.kind() != ActorException.Kind.FAILED) {
            reason = String.valueOf(error.getMessage());
        } else {
            String number = UUID.randomUUID().toString().substring(0, 8);
            LOG.warn(
                    "{}, called by an agent of {}, failed ({})",
                    tool.address(),
                    received.caller().name(),
                    number,
                    cause);
            reason = "%s failed: %s (the server's log has more at the number %s)"
                    .formatted(tool.address(), cause.getMessage(), number);
        }
        record(received, tool, Outcome.REFUSED, reason);
        return new CallToolResult(List.of(McpSchema.TextContent.builder(reason).build()), true, null, null);
    }

    /** What only reads is not written down. */
    private void record(Received received, Tool tool, Outcome outcome, String detail) {
        if (!tool.method().isSafe()) {
            audit.record(
                    received.caller().name(),
                    "mcp.call",
                    tool.address(),
                    outcome,
                    detail,
                    received.caller().from());
        }
    }

    private Object resources(Received received) throws ProtocolException {
        List<Resources.Found> all = resources.of(received.caller(), received.packageName());
        int from = cursor(received);
        if (from > all.size()) {
            throw new ProtocolException(ErrorCodes.INVALID_PARAMS, "there is no page at this cursor");
        }
        int to = Math.min(all.size(), from + PAGE);
        return new McpSchema.ListResourcesResult(
                all.subList(from, to).stream()
                        .map(found -> McpSchema.Resource.builder(found.uri(), found.name())
                                .title(found.name() + " of " + found.packageName())
                                .mimeType(found.type())
                                .build())
                        .toList(),
                to < all.size() ? String.valueOf(to) : null,
                null);
    }

    private Object read(Received received) throws ProtocolException, IOException {
        String uri = Objects.toString(parameters(received).get("uri"), "");
        Resources.Content content = resources
                .read(uri, received.caller())
                .orElseThrow(() -> new ProtocolException(
                        ErrorCodes.RESOURCE_NOT_FOUND, "there is nothing at %s that one may read".formatted(uri)));
        McpSchema.ResourceContents contents = content.text().isPresent()
                ? new McpSchema.TextResourceContents(
                        uri, content.found().type(), content.text().get(), null)
                : new McpSchema.BlobResourceContents(uri, content.found().type(), content.base64(), null);
        return new McpSchema.ReadResourceResult(List.of(contents), null);
    }
}
