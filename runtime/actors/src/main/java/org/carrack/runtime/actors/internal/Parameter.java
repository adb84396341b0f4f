package org.carrack.runtime.actors.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.carrack.actor.ActorException;
import org.carrack.actor.ActorException.Kind;
import org.carrack.actor.Default;
import org.carrack.model.javadoc.Javadoc;
import org.carrack.spi.actor.ActorInfo.ParameterInfo;
import org.carrack.spi.json.JsonValues;
import org.jspecify.annotations.Nullable;

/** A parameter of an actor method: how its value comes out of the caller's JSON. */
final class Parameter {

    private final String name;
    private final Type declared;
    // What only calls need is not made before the first.
    private final Supplier<JavaType> type;
    private final Supplier<ObjectMapper> mapper;
    private final Supplier<ObjectReader> reader;
    private final boolean isOptional;
    private final boolean isNullable;
    private final Optional<JsonNode> otherwise;

    /** What it was made from, if it is not a parameter of a class. */
    private final @Nullable ParameterInfo made;

    private static final Set<Class<?>> COLLECTIONS = Set.of(Collection.class, List.class, Set.class);

    /** That nothing was given, where null would be something. */
    static final Object ABSENT = new Object();

    /** @throws IllegalArgumentException if the default does not fit the type, or the type cannot be read */
    Parameter(java.lang.reflect.Parameter parameter, Supplier<ObjectMapper> mapper) {
        this.mapper = mapper;
        name = parameter.getName();
        declared = parameter.getParameterizedType();
        type = new Lazy<>(() -> mapper.get().constructType(declared));
        reader = new Lazy<>(() -> mapper.get().readerFor(type.get()));
        isOptional = parameter.getType() == Optional.class;
        isNullable = Stream.of(
                        parameter.getAnnotations(), parameter.getAnnotatedType().getAnnotations())
                .flatMap(Stream::of)
                .anyMatch(Parameter::saysNullable);
        otherwise = Optional.ofNullable(parameter.getAnnotation(Default.class))
                .map(Default::value)
                .map(text -> Optional.ofNullable(plainDefault(parameter.getType(), text))
                        .orElseGet(() -> defaultValue(text)));
        made = null;
    }

    /** A parameter of a method that is none of a class: its value comes as JSON holds it. */
    Parameter(ParameterInfo info, Supplier<ObjectMapper> mapper) {
        this.mapper = mapper;
        name = info.name();
        declared = info.type();
        type = new Lazy<>(() -> mapper.get().constructType(declared));
        reader = new Lazy<>(() -> mapper.get().readerFor(Object.class));
        isOptional = false;
        isNullable = info.isNullable();
        otherwise = Optional.empty();
        made = info;
    }

    String name() {
        return name;
    }

    ParameterInfo info(Javadoc javadoc, String method) {
        if (made != null) {
            return made;
        }
        return new ParameterInfo(
                name,
                javadoc.parameter(method, name),
                isOptional ? Types.argument(declared) : declared,
                otherwise.isEmpty() && !isOptional && !isNullable,
                isOptional || isNullable,
                otherwise.map(Parameter::json));
    }

    /** The type as {@code info} shows it. */
    String typeName() {
        return Types.name(isOptional ? type.get().containedTypeOrUnknown(0) : type.get());
    }

    /** The value where the caller gives none. */
    @Nullable
    Object absent() throws IOException {
        if (otherwise.isPresent()) {
            // Read anew for each call: it may be a list, which the method may change.
            return reader.get().readValue(otherwise.get());
        }
        if (isOptional) {
            return Optional.empty();
        }
        if (made != null && !made.isRequired()) {
            return ABSENT;
        }
        if (isNullable) {
            return null;
        }
        throw ActorException.badRequest("missing a required argument: '%s'".formatted(name));
    }

    /** Reads the value that begins at the parser's current token. */
    @Nullable
    Object read(JsonParser parser) throws IOException {
        JsonToken begin = parser.currentToken();
        if (begin == JsonToken.VALUE_NULL) {
            if (isOptional) {
                return Optional.empty();
            }
            if (isNullable) {
                return null;
            }
            throw ActorException.badRequest(misfit(begin, ""));
        }
        try {
            return reader.get().readValue(parser);
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof StreamReadException syntax && !(syntax instanceof InputCoercionException)) {
                throw syntax;
            }
            throw refused(begin, e);
        } catch (InputCoercionException e) {
            throw refused(begin, JsonMappingException.from(parser, "", e));
        }
    }

    /** Reads the value from texts of a query: several for a list, else the last counts. */
    @Nullable
    Object read(List<String> texts) throws IOException {
        JavaType wanted = isOptional ? type.get().containedTypeOrUnknown(0) : type.get();
        if (wanted.isContainerType() && !wanted.isMapLikeType() && !isJson(texts)) {
            ArrayNode array = mapper.get().createArrayNode();
            texts.forEach(text -> array.add(node(text, wanted.getContentType())));
            return readNode(array);
        }
        return readNode(node(texts.get(texts.size() - 1), wanted));
    }

    private static boolean isJson(List<String> texts) {
        return texts.size() == 1 && texts.get(0).startsWith("[");
    }

    /** A number, flag or structure where the type wants one and the text is one, else the text. */
    private JsonNode node(String text, JavaType wanted) {
        JsonNode plain = TextNode.valueOf(text);
        try {
            JsonNode parsed = mapper.get().readTree(text);
            if (parsed == null || parsed.isMissingNode() || fits(plain, wanted)) {
                return plain;
            }
            return parsed;
        } catch (IOException e) {
            return plain;
        }
    }

    private boolean fits(JsonNode node, JavaType wanted) {
        try {
            mapper.get().readerFor(wanted).readValue(node);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private @Nullable Object readNode(JsonNode node) throws IOException {
        try (JsonParser parser = mapper.get().treeAsTokens(node)) {
            parser.nextToken();
            return read(parser);
        }
    }

    private ActorException refused(@Nullable JsonToken begin, JsonMappingException e) {
        if (e instanceof InvalidDefinitionException unreadable && !BindingException.isArray(unreadable.getType())) {
            return new ActorException(
                    Kind.FAILED,
                    "parameter (%s) is of a type that cannot be read from JSON: %s"
                            .formatted(name, e.getOriginalMessage()),
                    e);
        }
        String detail = BindingException.of(e);
        return ActorException.badRequest(misfit(begin, detail.isEmpty() ? "" : ": " + detail));
    }

    private String misfit(@Nullable JsonToken found, String detail) {
        return "parameter (%s) supposed to be of type (%s), but found (%s)%s"
                .formatted(name, typeName(), nameOf(found), detail);
    }

    private static String nameOf(@Nullable JsonToken token) {
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case VALUE_STRING -> "string";
            case VALUE_TRUE, VALUE_FALSE -> "boolean";
            case VALUE_NUMBER_INT -> "integer";
            case VALUE_NUMBER_FLOAT -> "float";
            case START_ARRAY -> "array";
            case VALUE_NULL -> "null";
            default -> "object";
        };
    }

    /** The default of a text, whole number, flag or empty collection, for which no mapper is needed; null where one is. */
    private static @Nullable JsonNode plainDefault(Class<?> type, String text) {
        if (type == String.class) {
            return TextNode.valueOf(text);
        }
        if ((type == int.class || type == long.class) && text.matches("0|-?[1-9]\\d{0,8}")) {
            return IntNode.valueOf(Integer.parseInt(text));
        }
        if (COLLECTIONS.contains(type) && text.equals("[]")) {
            return JsonNodeFactory.instance.arrayNode();
        }
        if (type == Map.class && text.equals("{}")) {
            return JsonNodeFactory.instance.objectNode();
        }
        return type == boolean.class && (text.equals("true") || text.equals("false"))
                ? BooleanNode.valueOf(Boolean.parseBoolean(text))
                : null;
    }

    /** A value as JSON; what {@link #plainDefault} makes without Jackson's mapper, which {@link JsonNode#toString} would load for each start. */
    private static String json(JsonNode value) {
        if (value.isTextual()) {
            return JsonValues.write(value.textValue());
        }
        if (value.isContainerNode() && value.isEmpty()) {
            return value.isArray() ? "[]" : "{}";
        }
        return value.isInt() || value.isBoolean() ? value.asText() : value.toString();
    }

    /** JSON where that fits, else the text as it is. */
    private JsonNode defaultValue(String text) {
        JsonNode plain = TextNode.valueOf(text);
        if (fits(plain, type.get())) {
            return plain;
        }
        try {
            JsonNode node = mapper.get().readTree(text);
            reader.get().readValue(node);
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
