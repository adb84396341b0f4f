package org.carrack.runtime.actors.http.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Predicate;
import org.carrack.data.ModelInfo;
import org.carrack.spi.actor.ActorInfo;
import org.carrack.spi.actor.ActorInfo.MethodInfo;
import org.carrack.spi.actor.ActorInfo.ParameterInfo;

/** Writes an OpenAPI 3.1 document of actors. Used once, by one thread. */
final class OpenApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEDIA_TYPE = "application/json";

    /** No name that an author gives to a type of their own. */
    private static final String ERROR = "CarrackError";

    private final Schemas schemas = new Schemas();
    private final ObjectNode document = JSON.createObjectNode();
    private final Predicate<String> isOpen;
    private final boolean isOfServer;

    /** @param isOpen whether everybody may access a package */
    OpenApi(String title, String version, Predicate<String> isOpen, boolean isOfServer) {
        this.isOpen = isOpen;
        this.isOfServer = isOfServer;
        document.put("openapi", "3.1.0");
        document.putObject("info").put("title", title).put("version", version);
    }

    /** @param models of which those are told whose actors are among them: they have the same access rules */
    byte[] document(List<ActorInfo> actors, List<ModelInfo> models) {
        document.putArray("servers").addObject().put("url", "/");
        ArrayNode tags = document.putArray("tags");
        ObjectNode paths = document.putObject("paths");
        for (ActorInfo actor : actors) {
            ObjectNode tag = tags.addObject().put("name", tag(actor));
            describe(tag, actor.description());
            for (MethodInfo method : actor.methods()) {
                ObjectNode path =
                        paths.putObject("/%s/actors/%s/%s".formatted(actor.packageName(), actor.name(), method.name()));
                operation(path.putObject("post"), actor, method, "");
                body(path.withObject("/post"), method);
                if (method.isSafe()) {
                    operation(path.putObject("get"), actor, method, "get_");
                    query(path.withObject("/get"), method);
                }
            }
        }
        models.forEach(model -> actors.stream()
                .filter(actor -> actor.packageName().equals(model.packageName())
                        && actor.name().equals(model.name() + "_model"))
                .forEach(actor -> records(paths, actor, model)));
        ObjectNode components = document.putObject("components");
        components.set("schemas", schemas.definitions("components/schemas").set(ERROR, errorSchema()));
        components
                .putObject("securitySchemes")
                .putObject("token")
                .put("type", "http")
                .put("scheme", "bearer");
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String tag(ActorInfo actor) {
        return isOfServer ? actor.packageName() + "." + actor.name() : actor.name();
    }

    private void operation(ObjectNode operation, ActorInfo actor, MethodInfo method, String prefix) {
        String id = prefix + (isOfServer ? actor.packageName() + "_" : "") + actor.name() + "_" + method.name();
        operation.put("operationId", id.replace('-', '_'));
        operation.putArray("tags").add(tag(actor));
        operation.put("summary", summary(method));
        describe(operation, method.description());
        boolean isOpenToAll = isOpen.test(actor.packageName()) && method.roles().isEmpty();
        if (!isOpenToAll) {
            operation.putArray("security").addObject().putArray("token");
        }
        ObjectNode responses = operation.putObject("responses");
        ObjectNode result = responses.putObject("200");
        result.put("description", method.resultDescription().isEmpty() ? "The result" : method.resultDescription());
        content(result).set("schema", schemas.schema(method.result()));
        ObjectNode error = responses.putObject("default").put("description", "What is wrong");
        content(error).putObject("schema").put("$ref", "#/components/schemas/" + ERROR);
    }

    /** The records of a model: what its actor does, in the form of REST. */
    private void records(ObjectNode paths, ActorInfo actor, ModelInfo model) {
        String path = "/%s/model/%s".formatted(model.packageName(), model.url());
        ObjectNode all = paths.putObject(path);
        ObjectNode one = paths.putObject(path + "/{id}");
        one.putArray("parameters")
                .addObject()
                .put("name", "id")
                .put("in", "path")
                .put("required", true)
                .putObject("schema")
                .put("type", "integer");
        for (MethodInfo method : actor.methods()) {
            switch (method.name()) {
                case "find" -> {
                    ObjectNode list = all.putObject("get");
                    operation(list, actor, method, "list_");
                    ArrayNode parameters = list.putArray("parameters");
                    model.fields().forEach(field -> queried(parameters, field.name(), "string"));
                    queried(parameters, "order", "string");
                    queried(parameters, "limit", "integer");
                    queried(parameters, "offset", "integer");
                }
                case "new" -> {
                    operation(all.putObject("post"), actor, method, "add_");
                    body(all.withObject("/post"), method);
                    answered(all.withObject("/post"), "201", "The new record's id");
                }
                case "get" -> operation(one.putObject("get"), actor, method, "read_");
                case "set" -> {
                    ObjectNode change = one.putObject("post");
                    operation(change, actor, method, "change_");
                    content(change.putObject("requestBody")).putObject("schema").put("type", "object");
                    answered(change, "204", "It is changed");
                }
                case "delete" -> {
                    operation(one.putObject("delete"), actor, method, "remove_");
                    answered(one.withObject("/delete"), "204", "It is deleted");
                }
                default -> {
                    // The others have no such form.
                }
            }
        }
    }

    private static void queried(ArrayNode parameters, String name, String type) {
        parameters
                .addObject()
                .put("name", name)
                .put("in", "query")
                .putObject("schema")
                .put("type", type);
    }

    private static void answered(ObjectNode operation, String status, String description) {
        ObjectNode responses = operation.withObject("/responses");
        responses.remove("200");
        responses.putObject(status).put("description", description);
    }

    private void body(ObjectNode operation, MethodInfo method) {
        ObjectNode body = operation.putObject("requestBody");
        ObjectNode schema = ArgumentSchemas.object(method, schemas);
        content(body).set("schema", schema);
        body.put("required", schema.has("required"));
    }

    private void query(ObjectNode operation, MethodInfo method) {
        ArrayNode parameters = operation.putArray("parameters");
        for (ParameterInfo parameter : method.parameters()) {
            ObjectNode one = parameters
                    .addObject()
                    .put("name", parameter.name())
                    .put("in", "query")
                    .put("required", parameter.isRequired());
            describe(one, parameter.description());
            JsonNode schema = schemas.schema(parameter.type());
            ArgumentSchemas.setDefault(schema, parameter);
            // What is no plain value goes into the query as JSON.
            (isPlain(schema) ? one : content(one)).set("schema", schema);
        }
    }

    private static boolean isPlain(JsonNode schema) {
        JsonNode of = schema.path("type").asText().equals("array") ? schema.path("items") : schema;
        return of.has("enum")
                || List.of("string", "integer", "number", "boolean")
                        .contains(of.path("type").asText());
    }

    private static ObjectNode content(ObjectNode of) {
        return of.putObject("content").putObject(MEDIA_TYPE);
    }

    private static JsonNode errorSchema() {
        ObjectNode schema = JSON.createObjectNode().put("type", "object");
        schema.putObject("properties").putObject("error").put("type", "string");
        schema.putArray("required").add("error");
        return schema;
    }

    private static void describe(ObjectNode node, String description) {
        if (!description.isEmpty()) {
            node.put("description", description);
        }
    }

    /** The first sentence; of what nobody described, its name. */
    private static String summary(MethodInfo method) {
        if (method.description().isEmpty()) {
            return method.name();
        }
        String first = method.description().split("\\n\\n", 2)[0];
        return first.split("(?<=[.!?])\\s", 2)[0];
    }
}
