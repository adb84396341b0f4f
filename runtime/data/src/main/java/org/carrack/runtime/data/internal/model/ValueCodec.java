package org.carrack.runtime.data.internal.model;

import org.carrack.runtime.data.internal.model.FieldValues.InvalidException;
import org.jspecify.annotations.Nullable;

/**
 * The values of a family of field types: what they are read from, and what they are in JSON and in a column. Each implementation
 * serves the types that {@link FieldType#codec} gives it. Stateless.
 */
interface ValueCodec {

    /**
     * The JSON value of a default in a schema; null if a record gets a value of its own, or none.
     *
     * @param text as it is written
     * @param bare the same without quotes
     */
    @Nullable
    Object defaultValue(ModelField field, String text, String bare) throws InvalidException;

    /**
     * The JSON value that a given value means.
     *
     * @param type the field's type, or that of the elements of its list
     * @throws InvalidException if it means none; so do the exceptions of Java's own parsers
     */
    @Nullable
    Object json(ModelField field, FieldType type, Object given) throws InvalidException;

    /** The JSON value of null that is given. */
    default @Nullable Object ofNull(ModelField field) throws InvalidException {
        if (!field.isNullable() && field.defaultValue() == null) {
            throw new InvalidException("it must have a value");
        }
        return field.isNullable() ? null : field.defaultValue();
    }

    /** The column value of a JSON value. */
    default @Nullable Object column(ModelField field, Object json) {
        return json;
    }

    /** The JSON value of a column value. */
    default @Nullable Object fromColumn(ModelField field, Object column) {
        return column;
    }

    /** The JSON value of a column without a value. */
    default @Nullable Object fromNull(ModelField field) {
        return null;
    }

    /** What records that are there get in a new column, as text, if the field has no default and may not be null; null for nothing. */
    default @Nullable String zero(ModelField field) {
        return null;
    }
}
