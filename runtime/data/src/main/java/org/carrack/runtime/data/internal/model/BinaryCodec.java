package org.carrack.runtime.data.internal.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.carrack.runtime.data.internal.model.FieldValues.InvalidException;
import org.jspecify.annotations.Nullable;

/** Bytes, which JSON holds in Base64, and pairs of numbers: {@code bytes, h}. */
final class BinaryCodec implements ValueCodec {

    @Override
    public @Nullable Object defaultValue(ModelField field, String text, String bare) throws InvalidException {
        if (!bare.isEmpty()) {
            return FieldValues.json(field, bare);
        }
        return field.type() == FieldType.BYTES ? "" : List.of(0L, 0L);
    }

    @Override
    public Object json(ModelField field, FieldType type, Object given) throws InvalidException {
        return type == FieldType.BYTES ? bytes(given) : pair(given);
    }

    @Override
    public Object column(ModelField field, Object json) {
        return field.type() == FieldType.BYTES
                ? Base64.getDecoder().decode(json.toString())
                : ((List<?>) json).get(0) + ":" + ((List<?>) json).get(1);
    }

    @Override
    public Object fromColumn(ModelField field, Object column) {
        return field.type() == FieldType.BYTES
                ? Base64.getEncoder().encodeToString((byte[]) column)
                : Arrays.stream(column.toString().split(":", -1))
                        .map(Long::valueOf)
                        .toList();
    }

    private static Object bytes(Object given) throws InvalidException {
        if (given instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        String text = TextCodec.text(given);
        try {
            if (text.length() % 4 != 0) {
                throw new IllegalArgumentException("Base64 is padded");
            }
            return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Object pair(Object given) throws InvalidException {
        List<Object> parts = given instanceof Collection<?> several
                ? new ArrayList<>(several)
                : given instanceof Number
                        ? List.of(0L, given)
                        : Arrays.asList((Object[]) TextCodec.text(given).split(":", -1));
        if (parts.size() != 2) {
            throw FieldValues.wrong(FieldType.HASH, given);
        }
        return List.of(
                NumberCodec.integer(FieldType.I64, parts.get(0), 0, 4_294_967_295L, 0),
                NumberCodec.integer(FieldType.I64, parts.get(1), 0, 4_294_967_295L, 0));
    }
}
