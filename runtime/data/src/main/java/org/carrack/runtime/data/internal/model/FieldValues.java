package org.carrack.runtime.data.internal.model;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The values of fields, by the codecs of their types. The <em>JSON value</em> of a field is what callers see: a
 * {@code String}, {@code Long}, {@code Double}, {@code Boolean}, {@code List} or {@code Map}, or null; the <em>column value</em> is what
 * JDBC takes.
 */
final class FieldValues {

    /** How long a default may be that is written down. */
    private static final int LONGEST_STANDING = 200;

    /** Types whose values may be of any length. */
    private static final Set<FieldType> FREE = EnumSet.of(
            FieldType.STRING,
            FieldType.MULTILINE,
            FieldType.PATH,
            FieldType.BYTES,
            FieldType.OBJECT,
            FieldType.DICT,
            FieldType.LIST,
            FieldType.JSON,
            FieldType.YAML,
            FieldType.MSGPACK,
            FieldType.JAVA_JSON,
            FieldType.HASH);

    /** How long a text of any other type may be, in chars: patterns and numbers need more than linear time. */
    private static final int LONGEST_FORM = 4096;

    private FieldValues() {}

    /** A value that a field cannot have. */
    static final class InvalidException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidException(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /** The JSON value of a default that is written in a schema; null if a record gets a value of its own, or none. */
    static @Nullable Object standard(ModelField field, String text) throws InvalidException {
        return field.type().codec().defaultValue(field, text, TextCodec.unquoted(text));
    }

    /** The JSON value that a new record gets if none is given. */
    static @Nullable Object fresh(ModelField field) {
        return field.type() == FieldType.GUID ? UUID.randomUUID().toString() : field.defaultValue();
    }

    /**
     * The JSON value that a given value means for a field.
     *
     * @throws InvalidException if it means none
     */
    static @Nullable Object json(ModelField field, @Nullable Object given) throws InvalidException {
        if (given == null) {
            return field.type().codec().ofNull(field);
        }
        try {
            return of(field, field.type(), given);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw wrong(field.type(), given);
        }
    }

    static InvalidException wrong(FieldType type, Object given) {
        String text = String.valueOf(given);
        return new InvalidException(
                "\"%s\" is no %s".formatted(text.length() > 60 ? text.substring(0, 60) + "…" : text, type.shown()));
    }

    /** The same for a type that may be that of the elements of the field's list. */
    static @Nullable Object of(ModelField field, FieldType type, Object given) throws InvalidException {
        if (given instanceof CharSequence text && text.length() > LONGEST_FORM && !FREE.contains(type)) {
            throw wrong(type, given);
        }
        return type.codec().json(field, type, given);
    }

    /** The column value of a JSON value. */
    static @Nullable Object column(ModelField field, @Nullable Object json) {
        return json == null ? null : field.type().codec().column(field, json);
    }

    /** The JSON value of what a column holds. */
    static @Nullable Object fromColumn(ModelField field, @Nullable Object column) {
        ValueCodec codec = field.type().codec();
        return column == null ? codec.fromNull(field) : codec.fromColumn(field, column);
    }

    /** The amount of US dollars that a value of money is, which it is compared by; none of another currency. */
    static @Nullable Double amount(@Nullable Object json) {
        return json instanceof Number number ? (Double) number.doubleValue() : null;
    }

    /**
     * What records that are there get in a new column: the default of the field, or what Java has for none. As it stands in a
     * schema; null for nothing.
     */
    static @Nullable String standing(ModelField field) {
        Object json = field.defaultValue();
        if (json == null && !field.isNullable()) {
            return field.type().codec().zero(field);
        }
        Object column = column(field, json);
        String text = column instanceof Boolean flag
                ? flag ? "Yes" : "No"
                : column instanceof LocalDateTime time
                        ? time.toLocalDate() + " " + time.toLocalTime().format(DateTimeFormatter.ISO_LOCAL_TIME)
                        : column == null || column instanceof byte[] ? null : String.valueOf(column);
        return text == null || text.length() > LONGEST_STANDING ? null : text;
    }
}
