package org.carrack.runtime.data.internal.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.carrack.data.DataException;
import org.carrack.data.DataException.Kind;
import org.jspecify.annotations.Nullable;

/** Objects within records: their values as their own schemas take them. */
final class NestedObjects {

    private static final int DEEPEST = 20;

    private NestedObjects() {}

    /** An object in a field; with all defaults if none is given. */
    static Object object(ModelSchema schema, ModelField field, @Nullable Object value) {
        return object(schema, field, value == null ? Map.of() : value, 0);
    }

    /** A list of objects in a field. */
    static Object objects(ModelSchema schema, ModelField field, @Nullable Object value) {
        List<Object> objects = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(one -> objects.add(object(schema, field, one, 0)));
        }
        return objects;
    }

    private static Object object(ModelSchema schema, ModelField field, Object value, int depth) {
        ModelSchema part = schema.parts().get(field.reference());
        if (!(value instanceof Map<?, ?> given)) {
            throw new DataException(
                    Kind.INVALID,
                    "the field %s of the model %s must be an object".formatted(field.name(), schema.url()));
        }
        // The schema may stand in another file, of another package: then the object is taken as it is.
        if (part == null || depth > DEEPEST) {
            return given;
        }
        for (Object name : given.keySet()) {
            if (part.field(String.valueOf(name)).isEmpty()) {
                throw new DataException(
                        Kind.NOT_FOUND,
                        "the object %s of the model %s has no field %s".formatted(field.name(), schema.url(), name));
            }
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (ModelField inner : part.fields()) {
            try {
                Object one = given.containsKey(inner.name())
                        ? FieldValues.json(inner, given.get(inner.name()))
                        : FieldValues.fresh(inner);
                if (inner.type() == FieldType.OBJECT) {
                    one = object(schema, inner, one == null ? Map.of() : one, depth + 1);
                } else if (inner.element() == FieldType.OBJECT && one instanceof List<?> list) {
                    List<Object> objects = new ArrayList<>();
                    list.forEach(each -> objects.add(object(schema, inner, each, depth + 1)));
                    one = objects;
                }
                if (one != null) {
                    values.put(inner.name(), one);
                }
            } catch (FieldValues.InvalidException e) {
                throw new DataException(
                        Kind.INVALID,
                        "the field %s.%s of the model %s: %s"
                                .formatted(field.name(), inner.name(), schema.url(), e.getMessage()),
                        e);
            }
        }
        return values;
    }
}
