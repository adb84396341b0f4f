package org.carrack.runtime.data.internal.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.carrack.runtime.data.internal.model.FieldValues.InvalidException;
import org.jspecify.annotations.Nullable;

/** Objects, lists and anything else that JSON holds; columns hold it as text. */
final class StructureCodec implements ValueCodec {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** For whole numbers that are longer than 64 bits. */
    private static final ObjectMapper LARGE = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Override
    public @Nullable Object defaultValue(ModelField field, String text, String bare) throws InvalidException {
        return switch (field.type()) {
            case LIST -> bare.isEmpty() ? List.of() : FieldValues.json(field, text.startsWith("[") ? text : bare);
            case DICT, JSON, YAML, MSGPACK -> bare.isEmpty() ? Map.of() : FieldValues.json(field, text);
            default -> null;
        };
    }

    @Override
    public Object json(ModelField field, FieldType type, Object given) throws InvalidException {
        return switch (type) {
            case OBJECT, DICT -> map(type, given);
            case LIST -> list(field, given);
            case JAVA_JSON -> given;
            default -> structure(type, given);
        };
    }

    @Override
    public @Nullable Object ofNull(ModelField field) throws InvalidException {
        return field.type() == FieldType.OBJECT ? null : ValueCodec.super.ofNull(field);
    }

    @Override
    public Object column(ModelField field, Object json) {
        return write(json);
    }

    @Override
    public @Nullable Object fromColumn(ModelField field, Object column) {
        return read(column.toString());
    }

    private static Object structure(FieldType type, Object given) throws InvalidException {
        if (given instanceof Map
                || given instanceof Collection
                || given instanceof Number
                || given instanceof Boolean) {
            return given;
        }
        String text = TextCodec.text(given);
        try {
            return text.isBlank() ? Map.of() : parse(text);
        } catch (JsonProcessingException e) {
            throw FieldValues.wrong(type, given);
        }
    }

    private static Object map(FieldType type, Object given) throws InvalidException {
        Object structure = structure(type, given);
        if (!(structure instanceof Map)) {
            throw FieldValues.wrong(type, given);
        }
        return structure;
    }

    private static Object list(ModelField field, Object given) throws InvalidException {
        List<Object> values = new ArrayList<>();
        FieldType element = field.element() == null ? FieldType.STRING : field.element();
        for (Object one : elements(given)) {
            Object value = FieldValues.of(field, element, one);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private static List<Object> elements(Object given) throws InvalidException {
        if (given instanceof Collection<?> several) {
            List<Object> all = new ArrayList<>();
            several.forEach(one -> all.add(one == null ? "" : one));
            return all;
        }
        if (!(given instanceof String text)) {
            return List.of(given);
        }
        String bare = TextCodec.unquoted(text);
        String inner = bare.startsWith("[") && bare.endsWith("]") ? bare.substring(1, bare.length() - 1) : bare;
        if (bare.startsWith("[") && inner.indexOf('{') >= 0) {
            try {
                return JSON.readerForListOf(Object.class).readValue(bare);
            } catch (java.io.IOException e) {
                throw FieldValues.wrong(FieldType.LIST, given);
            }
        }
        return inner.isBlank()
                ? List.of()
                : Arrays.stream(inner.split(",", -1))
                        .<Object>map(TextCodec::unquoted)
                        .toList();
    }

    /** JSON with its whole numbers as long as they are. */
    static Object parse(String text) throws JsonProcessingException {
        try {
            return JSON.readValue(text, Object.class);
        } catch (InputCoercionException e) {
            return LARGE.readValue(text, Object.class);
        }
    }

    private static String write(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a value that is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static @Nullable Object read(String text) {
        try {
            return parse(text);
        } catch (JsonProcessingException e) {
            return text;
        }
    }
}
