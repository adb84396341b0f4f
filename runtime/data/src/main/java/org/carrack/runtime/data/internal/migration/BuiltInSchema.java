package org.carrack.runtime.data.internal.migration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.data.internal.schema.Digest;
import org.carrack.runtime.data.internal.schema.Field;
import org.carrack.runtime.data.internal.schema.SchemaRequest;
import org.carrack.runtime.data.internal.schema.SchemaRequest.RequestedField;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Row;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Table;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Value;
import org.carrack.runtime.data.internal.type.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the dictionary, which are there before any package is: as Adapt 2.0.9's own bundle describes them, so that it
 * finds what it expects.
 */
final class BuiltInSchema {

    private static final SourceLocation AT = new SourceLocation("the dictionary", 0, 0);

    private static final Map<String, Set<String>> FIELDS = schema().tables().stream()
            .collect(Collectors.toUnmodifiableMap(
                    Table::name,
                    table -> table.fields().stream()
                            .map(requested -> requested.field().name())
                            .collect(Collectors.toUnmodifiableSet())));

    private BuiltInSchema() {}

    static SchemaRequest schema() {
        List<Table> tables = List.of(dataTypes(), fields(), versions());
        return new SchemaRequest(tables, List.of(), Digest.of(String.valueOf(tables)), List.of());
    }

    /** Whether a table is one of the dictionary. */
    static boolean hasTable(String table) {
        return FIELDS.containsKey(table);
    }

    /** Whether a field is one that the dictionary's tables have of themselves. */
    static boolean has(String table, String field) {
        return FIELDS.getOrDefault(table, Set.of()).contains(field)
                || (hasTable(table) && Field.DATES.containsKey(field));
    }

    private static Table dataTypes() {
        List<Field> fields = List.of(
                id("data_type_id"),
                text("bundle_name", 128, false, Field.NO_INDEX),
                unique(text("name", 128, false, 32)),
                field("based_on_data_type", "text", 0, true, null),
                text("validator", 64, true, Field.NO_INDEX),
                text("formatter", 64, true, Field.NO_INDEX),
                text("unformatter", 64, true, Field.NO_INDEX),
                text("datetime_format", 64, true, Field.NO_INDEX),
                field("max_length", "int", 0, true, null));
        List<Row> records = new ArrayList<>();
        DataTypes.BUILT_IN.forEach(type -> records.add(record(Map.of("name", type))));
        Map<String, String> guid = new LinkedHashMap<>();
        guid.put("name", "guid");
        guid.put("based_on_data_type", "varchar(256)");
        records.add(record(guid));
        return table("data_type", fields, records);
    }

    private static Table fields() {
        List<Field> fields = List.of(
                id("field_id"),
                text("bundle_name", 128, false, Field.NO_INDEX),
                text("table_name", 64, false, Field.NO_INDEX),
                text("field_name", 64, false, 32),
                text("referenced_table_name", 64, true, Field.NO_INDEX),
                text("referenced_field_name", 64, true, Field.NO_INDEX),
                text("label", 128, true, Field.NO_INDEX),
                text("placeholder_label", 128, true, Field.NO_INDEX),
                field("description", "text", 0, true, null),
                reference("data_type_id", "data_type"),
                yesOrNo("primary_key", "No"),
                yesOrNo("unique_value", "No"),
                yesOrNo("signed", "Yes"),
                yesOrNo("nullable", "Yes"),
                yesOrNo("auto_increment", "No"),
                yesOrNo("timestamp", "No"),
                field("max_length", "int", 0, true, null),
                text("default_value", 128, true, Field.NO_INDEX),
                field("allowed_values", "text", 0, true, null),
                text("lookup_table", 64, true, Field.NO_INDEX),
                text("depends_on_table_name", 64, true, Field.NO_INDEX),
                text("depends_on_field_name", 64, true, Field.NO_INDEX),
                text("depends_on_value", 64, true, Field.NO_INDEX));
        return table("field", fields, List.of());
    }

    private static Table versions() {
        List<Field> fields = List.of(
                id("bundle_version_id"),
                text("bundle_name", 128, false, Field.NO_INDEX),
                text("type", 64, false, Field.NO_INDEX),
                text("version", 16, false, Field.NO_INDEX),
                yesOrNo("local", "No"),
                yesOrNo("installed", "No"));
        return table("bundle_version", fields, List.of());
    }

    private static Table table(String name, List<Field> fields, List<Row> records) {
        return new Table(
                name,
                fields.stream().map(field -> new RequestedField(field, AT)).toList(),
                records,
                true,
                AT);
    }

    private static Row record(Map<String, String> texts) {
        Map<String, Value> values = new LinkedHashMap<>();
        texts.forEach((name, text) -> values.put(name, new Value(text, Optional.empty(), AT)));
        return new Row(values, AT);
    }

    private static Field id(String name) {
        return field(name, "bigint", 0, false, null).key();
    }

    private static Field text(String name, int length, boolean nullable, int index) {
        return new Field(
                name,
                "varchar",
                length,
                false,
                null,
                null,
                false,
                nullable,
                false,
                false,
                index,
                false,
                null,
                null,
                Field.Texts.NONE);
    }

    private static Field unique(Field field) {
        return field.unique();
    }

    private static Field field(String name, String type, int length, boolean nullable, @Nullable String otherwise) {
        return new Field(
                name,
                type,
                length,
                false,
                null,
                null,
                false,
                nullable,
                false,
                false,
                Field.NO_INDEX,
                false,
                otherwise,
                type.startsWith("enum") ? "[\"Yes\",\"No\"]" : null,
                Field.Texts.NONE);
    }

    private static Field yesOrNo(String name, String otherwise) {
        return field(name, "enum('Yes', 'No')", 0, false, otherwise);
    }

    private static Field reference(String name, String table) {
        return new Field(
                name,
                "bigint",
                128,
                false,
                table,
                name,
                false,
                true,
                false,
                false,
                Field.NO_INDEX,
                false,
                null,
                null,
                Field.Texts.NONE);
    }
}
