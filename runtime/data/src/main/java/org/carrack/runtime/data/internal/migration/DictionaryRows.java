package org.carrack.runtime.data.internal.migration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.data.internal.migration.Step.Plain;
import org.carrack.runtime.data.internal.migration.Step.Statement;
import org.carrack.runtime.data.internal.schema.Field;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.carrack.runtime.data.internal.type.TypeText;
import org.carrack.runtime.data.internal.type.UnfitValueException;
import org.carrack.runtime.data.internal.type.Values;
import org.jspecify.annotations.Nullable;

/** The steps that keep the dictionary equal to the tables. */
final class DictionaryRows {

    private static final String THIS = " where table_name = ? and field_name = ? and date_deleted is null";

    private DictionaryRows() {}

    /** A field that is new. */
    static List<Step> added(String owner, String table, Field field, SourceLocation at) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("bundle_name", owner);
        row.put("table_name", table);
        row.put("field_name", field.name());
        row.putAll(columns(field));
        row.put("date_created", Values.now());
        row.put("date_modified", Values.now());
        List<@Nullable Object> values = new ArrayList<>(row.values());
        values.add(typeName(field));
        String sql =
                "insert into field (%s, data_type_id) values (%s, (select min(data_type_id) from data_type where name = ?))"
                        .formatted(names(row), "?, ".repeat(row.size() - 1) + "?");
        return List.of(
                step(table, field, sql, values, at, delete("delete from field" + THIS, table, field)),
                step(
                        table,
                        field,
                        "insert into carrack_field (table_name, field_name, data_type, index_size) values (?, ?, ?, ?)",
                        Arrays.asList(table, field.name(), field.type(), field.indexSize()),
                        at,
                        delete("delete from carrack_field where table_name = ? and field_name = ?", table, field)));
    }

    private static Plain step(
            String table, Field field, String sql, List<@Nullable Object> values, SourceLocation at, Statement undo) {
        return new Plain(table + "." + field.name(), sql, values, List.of(undo), null, at);
    }

    private static Statement delete(String sql, String table, Field field) {
        return Statement.of(sql, table, field.name());
    }

    /** A field that is another now. */
    static List<Step> changed(String owner, String table, Field old, Field field, SourceLocation at) {
        return List.of(
                new Plain(
                        table + "." + field.name(),
                        update(field),
                        updateValues(table, field),
                        List.of(new Statement("", "", update(old), updateValues(table, old))),
                        null,
                        at),
                new Plain(
                        table + "." + field.name(),
                        "update carrack_field set data_type = ?, index_size = ? where table_name = ? and field_name = ?",
                        Arrays.asList(field.type(), field.indexSize(), table, field.name()),
                        List.of(Statement.of(
                                "update carrack_field set data_type = ?, index_size = ? where table_name = ? and field_name = ?",
                                old.type(),
                                old.indexSize(),
                                table,
                                old.name())),
                        null,
                        at));
    }

    private static String update(Field field) {
        return "update field set %s, date_modified = ?, data_type_id = (select min(data_type_id) from data_type where name = ?)"
                        .formatted(columns(field).keySet().stream()
                                .map(column -> Dialect.quote(column) + " = ?")
                                .collect(Collectors.joining(", ")))
                + THIS;
    }

    private static List<@Nullable Object> updateValues(String table, Field field) {
        List<@Nullable Object> values = new ArrayList<>(columns(field).values());
        values.add(Values.now());
        values.add(typeName(field));
        values.add(table);
        values.add(field.name());
        return values;
    }

    /** A field that goes: its row stays, marked as deleted. */
    static List<Step> removed(String table, Field field, SourceLocation at) {
        java.time.LocalDateTime now = Values.now();
        return List.of(
                step(
                        table,
                        field,
                        "update field set date_deleted = ?" + THIS,
                        Arrays.asList(now, table, field.name()),
                        at,
                        Statement.of(
                                "update field set date_deleted = null where table_name = ? and field_name = ? and date_deleted = ?",
                                table,
                                field.name(),
                                now)),
                new Plain(
                        table + "." + field.name(),
                        "delete from carrack_field where table_name = ? and field_name = ?",
                        Arrays.asList(table, field.name()),
                        List.of(
                                delete(
                                        "delete from carrack_field where table_name = ? and field_name = ?",
                                        table,
                                        field),
                                Statement.of(
                                        "insert into carrack_field (table_name, field_name, data_type, index_size) values (?, ?, ?, ?)",
                                        table,
                                        field.name(),
                                        field.type(),
                                        field.indexSize())),
                        null,
                        at));
    }

    private static String names(Map<String, ?> row) {
        return row.keySet().stream().map(Dialect::quote).collect(Collectors.joining(", "));
    }

    private static @Nullable String typeName(Field field) {
        try {
            return TypeText.of(field.type()).name();
        } catch (UnfitValueException e) {
            return null;
        }
    }

    private static Map<String, @Nullable Object> columns(Field field) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("referenced_table_name", field.referencedTable());
        row.put("referenced_field_name", field.referencedField());
        row.put("label", field.texts().label());
        row.put("placeholder_label", field.texts().placeholder());
        row.put("description", field.texts().description());
        row.put("primary_key", yes(field.isPrimary()));
        row.put("unique_value", yes(field.isUnique()));
        row.put("signed", yes(field.isSigned()));
        row.put("nullable", yes(field.isNullable()));
        row.put("auto_increment", yes(field.isAutoIncrement()));
        row.put("timestamp", yes(field.isTimestamp()));
        row.put("max_length", field.maxLength() > 0 ? field.maxLength() : null);
        row.put("default_value", field.defaultValue());
        row.put("allowed_values", field.allowedValues());
        row.put("lookup_table", field.texts().lookupTable());
        row.put("depends_on_table_name", field.texts().dependsOnTable());
        row.put("depends_on_field_name", field.texts().dependsOnField());
        row.put("depends_on_value", field.texts().dependsOnValue());
        return row;
    }

    private static String yes(boolean flag) {
        return flag ? "Yes" : "No";
    }
}
