package org.carrack.runtime.data.internal.model;

import java.nio.charset.StandardCharsets;
import org.carrack.runtime.data.internal.model.FieldValues.InvalidException;
import org.jspecify.annotations.Nullable;

/** Texts: {@code string, multiline, path}. */
final class TextCodec implements ValueCodec {

    @Override
    public Object defaultValue(ModelField field, String text, String bare) {
        return field.type() == FieldType.MULTILINE ? text : bare;
    }

    @Override
    public @Nullable Object json(ModelField field, FieldType type, Object given) throws InvalidException {
        return type == FieldType.STRING ? string(given) : text(given);
    }

    @Override
    public @Nullable Object ofNull(ModelField field) throws InvalidException {
        if (field.type() != FieldType.STRING) {
            return ValueCodec.super.ofNull(field);
        }
        if (field.defaultValue() == null && !field.isNullable()) {
            throw new InvalidException("it must have a value");
        }
        return null;
    }

    @Override
    public @Nullable String zero(ModelField field) {
        return field.type() == FieldType.STRING ? "" : null;
    }

    static String text(Object given) throws InvalidException {
        String text = given instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(given);
        if (text.indexOf('\0') >= 0) {
            throw new InvalidException("it holds the character 0, which no database takes");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidException("it holds half of a character, which cannot be written");
        }
        return text;
    }

    private static @Nullable Object string(Object given) throws InvalidException {
        String text = text(given);
        String bare = unquoted(text);
        String plain = bare.length() == text.strip().length() ? text : bare;
        return plain.equals("none") || plain.equals("None") ? null : plain;
    }

    static String unquoted(String text) {
        String stripped = text.strip();
        boolean isQuoted = stripped.length() >= 2
                && (stripped.charAt(0) == '"' || stripped.charAt(0) == '\'')
                && stripped.charAt(stripped.length() - 1) == stripped.charAt(0);
        return isQuoted ? stripped.substring(1, stripped.length() - 1) : stripped;
    }
}
