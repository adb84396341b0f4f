package org.carrack.runtime.data.internal.model;

import java.util.List;
import org.carrack.config.SourceLocation;
import org.jspecify.annotations.Nullable;

/**
 * A field of a model. Immutable.
 *
 * @param type what it holds
 * @param element of a list, what its elements are
 * @param values of an enumeration, its values
 * @param defaultValue the JSON value if none is given; null for none
 * @param reference of an object, or a list of them, the URL of its schema
 * @param isHidden whether people do not see it
 * @param isNullable whether it may be empty; of Java's own types alone
 */
public record ModelField(
        String name,
        FieldType type,
        @Nullable FieldType element,
        List<String> values,
        @Nullable Object defaultValue,
        boolean isIndexed,
        boolean isUnique,
        @Nullable String reference,
        boolean isHidden,
        boolean isNullable,
        SourceLocation location) {

    public ModelField {
        values = List.copyOf(values);
    }
}
