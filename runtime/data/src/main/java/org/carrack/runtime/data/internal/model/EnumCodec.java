package org.carrack.runtime.data.internal.model;

import java.util.Locale;
import org.carrack.runtime.data.internal.model.FieldValues.InvalidException;
import org.jspecify.annotations.Nullable;

/** Enumerations: by position as ThreeBot has them, by name as Java does. */
final class EnumCodec implements ValueCodec {

    @Override
    public @Nullable Object defaultValue(ModelField field, String text, String bare) {
        return field.type() == FieldType.ENUM ? (Object) 0L : null;
    }

    @Override
    public Object json(ModelField field, FieldType type, Object given) throws InvalidException {
        return type == FieldType.ENUM ? index(field, given) : member(field, given);
    }

    @Override
    public @Nullable Object ofNull(ModelField field) throws InvalidException {
        return field.type() == FieldType.ENUM ? (Object) 0L : ValueCodec.super.ofNull(field);
    }

    @Override
    public Object column(ModelField field, Object json) {
        return field.type() == FieldType.ENUM ? field.values().get(((Long) json).intValue()) : json;
    }

    @Override
    public Object fromColumn(ModelField field, Object column) {
        return field.type() == FieldType.ENUM
                ? (Object) (long) Math.max(field.values().indexOf(column.toString()), 0)
                : column;
    }

    @Override
    public @Nullable String zero(ModelField field) {
        return field.type() == FieldType.ENUM || field.values().isEmpty()
                ? null
                : field.values().get(0);
    }

    private static Object index(ModelField field, Object given) throws InvalidException {
        String text = TextCodec.text(given).strip().toUpperCase(Locale.ROOT);
        if (text.isEmpty()) {
            return 0L;
        }
        int index = field.values().indexOf(text);
        if (index < 0 && text.matches("\\d{1,9}(\\.0)?")) {
            index = (int) Double.parseDouble(text);
        }
        if (index < 0 || index >= field.values().size()) {
            throw new InvalidException("\"%s\" is none of %s".formatted(text, String.join(", ", field.values())));
        }
        return (long) index;
    }

    private static Object member(ModelField field, Object given) throws InvalidException {
        String text = TextCodec.text(given);
        if (!field.values().contains(text)) {
            throw new InvalidException("\"%s\" is none of %s".formatted(text, String.join(", ", field.values())));
        }
        return text;
    }
}
