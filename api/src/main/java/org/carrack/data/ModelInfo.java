package org.carrack.data;

import java.util.List;

/**
 * The description of a model. Immutable.
 *
 * @param url its name among all models
 * @param packageName the package that brings it
 * @param name its short name: its actor is {@code <name>_model}
 * @param table the table of its records, with a column for each field, {@code id} and {@code _revision}
 * @param fields its fields, in their order
 */
public record ModelInfo(String url, String packageName, String name, String table, List<FieldInfo> fields) {

    /**
     * A field.
     *
     * @param type of ThreeBot's language {@code string}, {@code int}, …; of a class the Java type
     * @param isIndexed whether it has an index
     * @param isUnique whether its values are unique
     * @param choices the only values it has, in their order; empty for any
     */
    public record FieldInfo(String name, String type, boolean isIndexed, boolean isUnique, List<String> choices) {

        public FieldInfo {
            choices = List.copyOf(choices);
        }
    }

    public ModelInfo {
        fields = List.copyOf(fields);
    }
}
