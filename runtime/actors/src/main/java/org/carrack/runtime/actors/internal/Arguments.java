package org.carrack.runtime.actors.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.carrack.actor.ActorException;
import org.carrack.spi.actor.ActorArguments;
import org.jspecify.annotations.Nullable;

/** Binds the arguments of one call to the parameters of a method. Used by one thread. */
final class Arguments {

    private static final String WRAPPER = "args";
    private static final String CONTENT_TYPE = "content_type";

    private final ObjectMapper mapper;
    private final List<Parameter> parameters;
    private final @Nullable Object[] values;
    private final boolean[] given;

    private Arguments(ObjectMapper mapper, List<Parameter> parameters) {
        this.mapper = mapper;
        this.parameters = parameters;
        values = new @Nullable Object[parameters.size()];
        given = new boolean[parameters.size()];
    }

    /**
     * The values in the order of the parameters.
     *
     * @throws ActorException {@code BAD_REQUEST} if the arguments do not fit
     */
    static @Nullable Object[] bind(ObjectMapper mapper, List<Parameter> parameters, ActorArguments arguments) {
        Arguments binding = new Arguments(mapper, parameters);
        try {
            if (arguments instanceof ActorArguments.Named named) {
                binding.named(named.json());
            } else if (arguments instanceof ActorArguments.Positional positional) {
                binding.positional(positional.json());
            } else if (arguments instanceof ActorArguments.Texts texts) {
                binding.texts(texts.values());
            }
            return binding.complete();
        } catch (JsonProcessingException e) {
            throw ActorException.badRequest("the arguments are not JSON: " + reason(e));
        } catch (IOException e) {
            throw ActorException.badRequest("the arguments are not JSON");
        }
    }

    /** Without the names of Jackson's own settings. */
    private static String reason(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        return message.replaceAll("\\s*\\([^()]*`[^()]*(\\([^()]*\\)[^()]*)*\\)", "");
    }

    private @Nullable Object[] complete() throws IOException {
        for (int i = 0; i < values.length; i++) {
            if (!given[i]) {
                values[i] = parameters.get(i).absent();
            }
        }
        return values;
    }

    private void named(byte[] json) throws IOException {
        if (json.length == 0) {
            return;
        }
        try (JsonParser parser = mapper.createParser(json)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                if (!object(parser, true)) {
                    unwrap(json);
                    return;
                }
            } else if (first != null && first != JsonToken.VALUE_NULL) {
                throw ActorException.badRequest("the arguments must be a JSON object with a name for each");
            }
            end(parser);
        }
    }

    private static void end(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw ActorException.badRequest("the arguments are not JSON: there is more after their end");
        }
    }

    /**
     * Reads the members of an object.
     *
     * @return whether they are arguments; false if they turn out to be the older form around the arguments
     */
    private boolean object(JsonParser parser, boolean mayBeWrapper) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            int index = index(name);
            if (index < 0) {
                if (mayBeWrapper && (name.equals(WRAPPER) || name.equals(CONTENT_TYPE)) && !anyGiven()) {
                    return false;
                }
                throw unexpected(name);
            }
            if (given[index]) {
                throw ActorException.badRequest("multiple values for argument '%s'".formatted(name));
            }
            parser.nextToken();
            set(index, parser);
        }
        return true;
    }

    private boolean anyGiven() {
        for (boolean one : given) {
            if (one) {
                return true;
            }
        }
        return false;
    }

    private void set(int index, JsonParser parser) throws IOException {
        values[index] = parameters.get(index).read(parser);
        given[index] = true;
    }

    /** The documented older form: {@code {"args": {…}}}, and beside it ThreeBot's {@code "content_type": "json"}. */
    private void unwrap(byte[] json) throws IOException {
        JsonNode wrapper =
                mapper.reader(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(json);
        String type = wrapper.path(CONTENT_TYPE).asText("json");
        if (!type.equals("json") && !type.equals("auto")) {
            throw ActorException.badRequest("content_type %s is not known here; send json".formatted(type));
        }
        wrapper.fieldNames().forEachRemaining(name -> {
            if (!name.equals(WRAPPER) && !name.equals(CONTENT_TYPE)) {
                throw unexpected(name);
            }
        });
        JsonNode inner = wrapper.path(WRAPPER);
        if (inner instanceof ObjectNode) {
            try (JsonParser parser = mapper.treeAsTokens(inner)) {
                parser.nextToken();
                object(parser, false);
            }
        } else if (!inner.isNull()) {
            throw unexpected(inner.isMissingNode() ? CONTENT_TYPE : WRAPPER);
        }
    }

    private void positional(byte[] json) throws IOException {
        if (json.length == 0) {
            return;
        }
        try (JsonParser parser = mapper.createParser(json)) {
            boolean isArray = parser.nextToken() == JsonToken.START_ARRAY;
            if (!isArray || parser.nextToken() != JsonToken.START_ARRAY) {
                throw notThreeBots();
            }
            int next = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (next == parameters.size()) {
                    throw ActorException.badRequest("too many positional arguments");
                }
                set(next++, parser);
            }
            JsonToken second = parser.nextToken();
            if (second == JsonToken.START_OBJECT) {
                object(parser, false);
                second = parser.nextToken();
            }
            if (second != JsonToken.END_ARRAY) {
                throw notThreeBots();
            }
            end(parser);
        }
    }

    private static ActorException notThreeBots() {
        return ActorException.badRequest("the arguments must have the form [[by place…], {by name}]");
    }

    private void texts(Map<String, List<String>> texts) throws IOException {
        for (Map.Entry<String, List<String>> text : texts.entrySet()) {
            int index = index(text.getKey());
            if (index < 0) {
                throw unexpected(text.getKey());
            }
            values[index] = parameters.get(index).read(text.getValue());
            given[index] = true;
        }
    }

    private static ActorException unexpected(String name) {
        return ActorException.badRequest("got an unexpected keyword argument '%s'".formatted(name));
    }

    private int index(String name) {
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
