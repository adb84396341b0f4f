package org.carrack.runtime.data.internal.schema;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field of a table, as Adapt's dictionary describes it. Immutable.
 *
 * @param type as it is written, {@code enum('Yes', 'No')}
 * @param maxLength how long a text may be, 0 if the type says
 * @param referencedTable the table it refers to
 * @param referencedField the field it refers to; the key of that table if there is none
 * @param indexSize -1 for no index, 0 for one of the whole value, else of how many characters
 * @param allowedValues as JSON
 */
public record Field(
        String name,
        String type,
        int maxLength,
        boolean isPrimary,
        @Nullable String referencedTable,
        @Nullable String referencedField,
        boolean isAutoIncrement,
        boolean isNullable,
        boolean isSigned,
        boolean isUnique,
        int indexSize,
        boolean isTimestamp,
        @Nullable String defaultValue,
        @Nullable String allowedValues,
        Texts texts) {

    /**
     * What only people and forms read.
     *
     * @param lookupTable whose records are offered as values
     * @param dependsOnTable on whose field and value it depends
     */
    public record Texts(
            @Nullable String label,
            @Nullable String placeholder,
            @Nullable String description,
            @Nullable String lookupTable,
            @Nullable String dependsOnTable,
            @Nullable String dependsOnField,
            @Nullable String dependsOnValue) {

        /** None. */
        public static final Texts NONE = new Texts(null, null, null, null, null, null, null);
    }

    /** No index. */
    public static final int NO_INDEX = -1;

    /** The date fields that each table has. */
    public static final Map<String, String> DATES =
            Map.of("date_created", "datetime", "date_modified", "timestamp", "date_deleted", "datetime");

    /** A field with a type and nothing else. */
    public static Field plain(String name, String type) {
        return new Field(
                name, type, 0, false, null, null, false, true, true, false, NO_INDEX, false, null, null, Texts.NONE);
    }

    /** One of the date fields. */
    public static Field date(String name) {
        return new Field(
                name,
                Field.DATES.getOrDefault(name, "datetime"),
                0,
                false,
                null,
                null,
                false,
                true,
                false,
                false,
                NO_INDEX,
                name.equals("date_modified"),
                null,
                null,
                Texts.NONE);
    }

    public Field indexed() {
        return copy(isPrimary, isAutoIncrement, isNullable, isUnique, 0);
    }

    /** The same with a default, as text; null for none. */
    public Field defaulting(@Nullable String text) {
        return new Field(
                name,
                type,
                maxLength,
                isPrimary,
                referencedTable,
                referencedField,
                isAutoIncrement,
                isNullable,
                isSigned,
                isUnique,
                indexSize,
                isTimestamp,
                text,
                allowedValues,
                texts);
    }

    /** The same for a record that does not name it: it may be empty. */
    public Field optional() {
        return copy(isPrimary, isAutoIncrement, true, isUnique, indexSize);
    }

    /** The same with any value as often as it comes. */
    public Field repeatable() {
        return copy(isPrimary, isAutoIncrement, isNullable, false, indexSize);
    }

    public Field unique() {
        return copy(isPrimary, isAutoIncrement, isNullable, true, indexSize);
    }

    public Field required() {
        return copy(isPrimary, isAutoIncrement, false, isUnique, indexSize);
    }

    /** A key that counts by itself. */
    public Field key() {
        return copy(true, true, false, isUnique, indexSize);
    }

    /** One that counts by itself and is no key. */
    public Field counting() {
        return copy(isPrimary, true, false, isUnique, indexSize);
    }

    private Field copy(boolean primary, boolean autoIncrement, boolean nullable, boolean unique, int index) {
        return new Field(
                name,
                type,
                maxLength,
                primary,
                referencedTable,
                referencedField,
                autoIncrement,
                nullable,
                isSigned,
                unique,
                index,
                isTimestamp,
                defaultValue,
                allowedValues,
                texts);
    }
}
