package org.carrack.runtime.data.internal.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.config.SourceLocation;

/**
 * A model. Immutable.
 *
 * @param url its name among all, in lower case
 * @param fields its fields
 * @param parts the schemas of the objects in it that stand in the same file, by URL
 */
public record ModelSchema(
        String url, List<ModelField> fields, Map<String, ModelSchema> parts, SourceLocation location) {

    public ModelSchema {
        fields = List.copyOf(fields);
        parts = Map.copyOf(parts);
    }

    /** The field of that name. */
    Optional<ModelField> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }
}
