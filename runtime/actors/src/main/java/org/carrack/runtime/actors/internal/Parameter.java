package org.carrack.runtime.actors.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.util.Optional;
import java.util.stream.Stream;
import org.carrack.actor.ActorException;
import org.carrack.actor.Default;
import org.jspecify.annotations.Nullable;

/** A parameter of an actor method: how its value comes out of the caller's JSON. */
final class Parameter {

    private final String name;
    private final JavaType type;
    private final ObjectReader reader;
    private final boolean optional;
    private final boolean nullable;
    private final JsonNode otherwise;

    /** @throws IllegalArgumentException where the default does not fit the type, or the type cannot be read */
    Parameter(java.lang.reflect.Parameter parameter) {
        name = parameter.getName();
        type = Json.MAPPER.constructType(parameter.getParameterizedType());
        reader = Json.MAPPER.readerFor(type);
        optional = type.hasRawClass(Optional.class);
        nullable = Stream.of(
                        parameter.getAnnotations(), parameter.getAnnotatedType().getAnnotations())
                .flatMap(Stream::of)
                .anyMatch(Parameter::saysNullable);
        Default given = parameter.getAnnotation(Default.class);
        otherwise = given == null ? MissingNode.getInstance() : defaultValue(given.value());
    }

    String name() {
        return name;
    }

    /** The value for a call, or the default where {@code given} is missing. */
    @Nullable
    Object value(@Nullable JsonNode given) {
        JsonNode node = given == null ? otherwise : given;
        if (node.isMissingNode() || node.isNull()) {
            if (optional) {
                return Optional.empty();
            }
            if (nullable) {
                return null;
            }
            throw ActorException.badRequest(
                    node.isMissingNode() ? "missing a required argument: '%s'".formatted(name) : misfit(node, ""));
        }
        try {
            return reader.readValue(node);
        } catch (JsonMappingException e) {
            throw ActorException.badRequest(
                    misfit(node, e.getPath().isEmpty() ? "" : ": " + e.getOriginalMessage() + at(e)));
        } catch (JsonProcessingException e) {
            throw ActorException.badRequest(misfit(node, ": " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw ActorException.badRequest(misfit(node, ""));
        }
    }

    private String misfit(JsonNode found, String detail) {
        return "parameter (%s) supposed to be of type (%s), but found (%s)%s"
                .formatted(name, typeName(), nameOf(found), detail);
    }

    private String typeName() {
        return (optional ? type.containedTypeOrUnknown(0) : type).getRawClass().getSimpleName();
    }

    private static String at(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            path.append(path.isEmpty() ? "" : ".")
                    .append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName());
        }
        return " at " + path;
    }

    private static String nameOf(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> node.isIntegralNumber() ? "integer" : "float";
            case ARRAY -> "array";
            case NULL -> "null";
            default -> "object";
        };
    }

    private JsonNode defaultValue(String text) {
        try {
            JsonNode node = type.hasRawClass(String.class) ? TextNode.valueOf(text) : Json.MAPPER.readTree(text);
            reader.readValue(node);
            return node;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the default %s of parameter %s is no %s".formatted(text, name, typeName()), e);
        }
    }

    private static boolean saysNullable(Annotation annotation) {
        return annotation.annotationType().getSimpleName().equals("Nullable");
    }
}
