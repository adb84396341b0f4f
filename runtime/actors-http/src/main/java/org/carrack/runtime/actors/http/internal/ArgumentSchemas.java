package org.carrack.runtime.actors.http.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import org.carrack.spi.actor.ActorInfo.MethodInfo;
import org.carrack.spi.actor.ActorInfo.ParameterInfo;
import org.carrack.spi.actor.ActorSchemas;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Schemas of arguments and results, each a document of its own, or a part of one. For any thread. */
@Component
public final class ArgumentSchemas implements ActorSchemas {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String DEFINITIONS = "$defs";

    @Activate
    public ArgumentSchemas() {}

    @Override
    public String arguments(MethodInfo method) {
        Schemas schemas = new Schemas();
        return document(object(method, schemas), schemas);
    }

    @Override
    public String result(MethodInfo method) {
        Schemas schemas = new Schemas();
        ObjectNode schema = JSON.createObjectNode();
        // A reference may have neighbours, and the definitions are some.
        schema.putArray("allOf").add(schemas.schema(method.result()));
        return document(schema, schemas);
    }

    private static String document(ObjectNode schema, Schemas schemas) {
        ObjectNode definitions = schemas.definitions(DEFINITIONS);
        if (!definitions.isEmpty()) {
            schema.set(DEFINITIONS, definitions);
        }
        return schema.toString();
    }

    /** The object with the arguments of a method. */
    static ObjectNode object(MethodInfo method, Schemas schemas) {
        ObjectNode schema = JSON.createObjectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.createArrayNode();
        for (ParameterInfo parameter : method.parameters()) {
            properties.set(parameter.name(), parameter(parameter, schemas));
            if (parameter.isRequired()) {
                required.add(parameter.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema.put("additionalProperties", false);
    }

    private static JsonNode parameter(ParameterInfo parameter, Schemas schemas) {
        JsonNode type = schemas.schema(parameter.type());
        ObjectNode schema = JSON.createObjectNode();
        if (parameter.isNullable()) {
            schema.putArray("anyOf").add(type).addObject().put("type", "null");
        } else if (type instanceof ObjectNode object) {
            schema = object;
        }
        if (!parameter.description().isEmpty()) {
            schema.put("description", parameter.description());
        }
        setDefault(schema, parameter);
        return schema;
    }

    /** Says what counts if a parameter is not given. */
    static void setDefault(JsonNode schema, ParameterInfo parameter) {
        if (parameter.defaultJson().isPresent() && schema instanceof ObjectNode object) {
            try {
                object.set("default", JSON.readTree(parameter.defaultJson().get()));
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
