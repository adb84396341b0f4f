package org.carrack.runtime.data.internal.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carrack.actor.ActorException;
import org.carrack.auth.Caller;
import org.carrack.data.Condition;
import org.carrack.data.DataException;
import org.carrack.data.Stored;
import org.carrack.http.HttpEndpoint;
import org.carrack.http.HttpPackagePath;
import org.carrack.http.HttpRequest;
import org.carrack.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The records of models over HTTP in ThreeBot's form: {@code /<package>/model/<url>} to list and add, with {@code /<id>} to read,
 * change and delete. Errors are {@code {"error": …, "status": …, "type": …, "message": …}}.
 */
@Component
@HttpPackagePath("model")
public final class ModelEndpoint implements HttpEndpoint {

    private static final int BODY_LIMIT = 10 << 20;

    /** Made for the first answer: every start makes this endpoint. */
    private static final class Json {
        static final ObjectMapper MAPPER = new ObjectMapper()
                .enable(DeserializationFeature.USE_LONG_FOR_INTS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    private final ModelRegistry registry;

    @Activate
    public ModelEndpoint(@Reference ModelRegistry registry) {
        this.registry = registry;
    }

    /** What is answered instead of a result. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String type;

        Refusal(int status, String type, String message) {
            super(message);
            this.status = status;
            this.type = type;
        }

        HttpResponse answer() {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("error", getMessage());
            body.put("status", status);
            body.put("type", type);
            body.put("message", getMessage());
            return json(status, body);
        }
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest call) {
        try {
            Target target = target(call);
            return call.isRead() || call.method().equals("DELETE")
                    ? CompletableFuture.supplyAsync(() -> answer(call, target, new byte[0]), call.workers())
                    : call.body(BODY_LIMIT).thenApplyAsync(body -> answer(call, target, body), call.workers());
        } catch (Refusal e) {
            return CompletableFuture.completedFuture(e.answer());
        }
    }

    /** A model, and which of its records; empty for all. */
    private record Target(ModelRegistry.Entry model, String id) {}

    private Target target(HttpRequest call) throws Refusal {
        String[] parts = call.path().replaceFirst("^/", "").split("/", -1);
        ModelRegistry.Entry model = parts.length > 2 ? null : registry.find(parts[0]);
        boolean isIts = model != null && model.live().name().equals(call.packageName()) && model.isOffered();
        if (model != null && isIts) {
            admit(call, model);
            return new Target(model, parts.length == 2 ? parts[1] : "");
        }
        throw new Refusal(404, "model_not_found", "package %s has no model %s".formatted(call.packageName(), parts[0]));
    }

    private static void admit(HttpRequest call, ModelRegistry.Entry model) throws Refusal {
        Caller caller = call.caller();
        boolean isClosed = model.isForAdmins() && !(caller.has(Caller.ADMIN) && caller.reaches(call.packageName()));
        switch (model.live().access().decide(caller, call.packageName())) {
            case UNAUTHENTICATED -> throw needsLogin(call);
            case FORBIDDEN -> throw forbidden(call);
            case ALLOWED -> {
                if (isClosed) {
                    throw caller.isAnonymous() ? needsLogin(call) : forbidden(call);
                }
            }
        }
    }

    private static Refusal needsLogin(HttpRequest call) {
        return new Refusal(401, "login_needed", "the models of package %s need a login".formatted(call.packageName()));
    }

    private static Refusal forbidden(HttpRequest call) {
        return new Refusal(
                403,
                "forbidden",
                "%s may not use the models of package %s"
                        .formatted(call.caller().name(), call.packageName()));
    }

    private static HttpResponse json(int status, Object body) {
        try {
            return HttpResponse.json(status, Json.MAPPER.writeValueAsBytes(body))
                    .with("Cache-Control", "no-store");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("values of JSON are written", e);
        }
    }

    private static HttpResponse nothing() {
        return new HttpResponse(204, Map.of(), new byte[0]);
    }

    private static HttpResponse answer(HttpRequest call, Target target, byte[] body) {
        try {
            return target.id().isEmpty() ? ofAll(call, target.model(), body) : ofOne(call, target, body);
        } catch (Refusal e) {
            return e.answer();
        } catch (DataException e) {
            return refusal(e).answer();
        } catch (ActorException e) {
            return new Refusal(400, "invalid_request", String.valueOf(e.getMessage())).answer();
        }
    }

    private static Refusal refusal(DataException e) {
        return switch (e.kind()) {
            case NOT_FOUND -> new Refusal(400, "field_not_found", e.getMessage());
            case INVALID -> new Refusal(400, "invalid_data", e.getMessage());
            case CONFLICT -> new Refusal(409, "conflict", e.getMessage());
            case STALE -> new Refusal(409, "stale", e.getMessage());
            case FAILED -> new Refusal(503, "failed", e.getMessage());
        };
    }

    private static HttpResponse ofAll(HttpRequest call, ModelRegistry.Entry model, byte[] body) throws Refusal {
        return switch (call.method()) {
            case "GET", "HEAD" -> list(call, model);
            case "POST" ->
                json(201, Map.of("id", model.records().add(values(body)).id()));
            default -> throw new Refusal(405, "method_not_allowed", "list records with GET, add one with POST");
        };
    }

    private static HttpResponse list(HttpRequest call, ModelRegistry.Entry model) throws Refusal {
        Map<String, String> query = query(call.query().orElse(""));
        Map<String, @Nullable Object> paging = new LinkedHashMap<>();
        List<Condition> conditions = new ArrayList<>();
        query.forEach((name, value) -> {
            boolean isField = model.schema().field(name).isPresent();
            if (!isField && List.of("limit", "offset", "order").contains(name)) {
                paging.put(name, value);
            } else {
                conditions.add(Condition.equal(name, value));
            }
        });
        return json(
                200,
                model
                        .records()
                        .find(Arguments.query(
                                new Condition.And(conditions),
                                paging.get("order"),
                                paging.get("limit"),
                                paging.get("offset")))
                        .stream()
                        .map(Arguments::shown)
                        .toList());
    }

    private static Map<String, String> query(String text) throws Refusal {
        Map<String, String> values = new LinkedHashMap<>();
        try {
            for (String pair : text.split("&")) {
                String[] parts = pair.split("=", 2);
                if (!pair.isEmpty()) {
                    values.put(
                            URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                            parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "invalid_request", "the query cannot be read: " + e.getMessage());
        }
        return values;
    }

    private static HttpResponse ofOne(HttpRequest call, Target target, byte[] body) throws Refusal {
        if (!target.id().matches("\\d{1,18}")) {
            throw new Refusal(400, "invalid_record_id", "%s is no number of a record".formatted(target.id()));
        }
        long id = Long.parseLong(target.id());
        TableRecords records = target.model().records();
        return switch (call.method()) {
            case "GET", "HEAD" -> json(200, Arguments.shown(there(target, id)));
            case "POST", "PUT", "PATCH" -> {
                if (Arguments.change(records, id, values(body)).isEmpty()) {
                    throw missing(target, id);
                }
                yield nothing();
            }
            case "DELETE" -> {
                if (!records.delete(id)) {
                    throw missing(target, id);
                }
                yield nothing();
            }
            default ->
                throw new Refusal(
                        405,
                        "method_not_allowed",
                        "read a record with GET, change it with POST, delete it with DELETE");
        };
    }

    private static Stored<Map<String, Object>> there(Target target, long id) throws Refusal {
        return target.model().records().get(id).orElseThrow(() -> missing(target, id));
    }

    private static Refusal missing(Target target, long id) {
        return new Refusal(
                404, "record_not_found", target.model().records().missing(id).getMessage());
    }

    private static Map<String, Object> values(byte[] body) throws Refusal {
        if (body.length == 0) {
            throw new Refusal(400, "no_data_given", "send the values as a JSON object");
        }
        try {
            if (StructureCodec.parse(new String(body, StandardCharsets.UTF_8)) instanceof Map<?, ?> map) {
                Map<String, Object> values = new LinkedHashMap<>();
                map.forEach((name, value) -> values.put(String.valueOf(name), value));
                return values;
            }
        } catch (java.io.IOException e) {
            throw new Refusal(400, "invalid_data", "the body is no JSON");
        }
        throw new Refusal(400, "invalid_data", "send the values as a JSON object");
    }
}
