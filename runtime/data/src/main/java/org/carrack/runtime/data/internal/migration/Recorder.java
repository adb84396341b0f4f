package org.carrack.runtime.data.internal.migration;

import static org.carrack.runtime.data.internal.sql.Dialect.quote;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.data.internal.migration.Step.Statement;
import org.carrack.runtime.data.internal.schema.Dictionary;
import org.carrack.runtime.data.internal.schema.Dictionary.OwnedField;
import org.carrack.runtime.data.internal.schema.Field;
import org.carrack.runtime.data.internal.schema.JsonText;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Lookup;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Row;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Value;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.carrack.runtime.data.internal.sql.Rows;
import org.carrack.runtime.data.internal.type.ColumnType;
import org.carrack.runtime.data.internal.type.UnfitValueException;
import org.carrack.runtime.data.internal.type.Values;
import org.jspecify.annotations.Nullable;

/**
 * Has the records that packages bring in their tables, as Adapt does: one that is there (by its name, else by all its values)
 * is made equal, another is added. Each change is written down with what takes it back, in the same transaction.
 */
final class Recorder {

    private static final String BUNDLE = "bundle_name";
    private static final String DELETED = "date_deleted";
    private static final String MODIFIED = "date_modified";

    private final Connection connection;
    private final Dictionary dictionary;
    private final UndoLog undos;

    Recorder(Connection connection, Dictionary dictionary, UndoLog undos) {
        this.connection = connection;
        this.dictionary = dictionary;
        this.undos = undos;
    }

    /** A value with its field. */
    private record FieldValue(Field field, @Nullable Object value) {}

    /** Has a record in a table. */
    void add(String owner, String table, Row record) throws SQLException, MigrationException {
        Map<String, FieldValue> given = values(table, record, true);
        OwnedField bundle = dictionary.field(table, BUNDLE).orElse(null);
        if (bundle != null) {
            given.put(bundle.field().name(), new FieldValue(bundle.field(), owner));
        }
        FieldValue name = given.get("name");
        if (name != null && name.value() != null) {
            addNamed(owner, table, given, String.valueOf(name.value()), record.location());
        } else {
            List<Object> found = keys(table, matching(given));
            if (found.isEmpty()) {
                insert(table, given, record.location());
            } else if (dictionary.field(table, DELETED).isPresent()) {
                for (Object key : found) {
                    mark(table, key, null);
                }
            }
        }
    }

    /** Marks a record as deleted, or, with null, as there again. */
    private void mark(String table, Object key, @Nullable Object date) throws SQLException {
        String deleted = quote(DELETED);
        String where = " where %s = ?".formatted(quote(keyColumn(table)));
        Optional<Object> now = Rows.all(
                        connection,
                        "select %s from %s%s".formatted(deleted, quote(table), where),
                        List.of(key),
                        row -> Optional.ofNullable(Rows.value(row, 1)))
                .get(0);
        if (now.isPresent() == (date == null)) {
            String update = "update %s set %s = ?%s".formatted(quote(table), deleted, where);
            run(Statement.of(update, date, key), Statement.of(update, now.orElse(null), key));
        }
    }

    private void addNamed(String owner, String table, Map<String, FieldValue> given, String name, SourceLocation at)
            throws SQLException, MigrationException {
        List<Object> found = keys(table, Map.of("name", name));
        List<String> before = Rows.texts(
                connection,
                "select fields from carrack_record where package = ? and table_name = ? and record_key = ?",
                owner,
                table,
                name);
        if (found.isEmpty()) {
            insert(table, given, at);
        } else {
            List<String> cleared = before.stream()
                    .flatMap(fields -> JsonText.texts(fields).stream())
                    .filter(field -> !given.containsKey(field))
                    .toList();
            update(table, found.get(0), given, cleared, before.isEmpty(), at);
        }
        remember(owner, table, name, given, before);
    }

    /** Which fields a package gave of a record: what its next version gives no more is cleared. */
    private void remember(String owner, String table, String name, Map<String, FieldValue> given, List<String> before)
            throws SQLException {
        String fields = JsonText.array(List.copyOf(given.keySet()));
        if (before.equals(List.of(fields))) {
            return;
        }
        String where = " where package = ? and table_name = ? and record_key = ?";
        if (before.isEmpty()) {
            run(
                    Statement.of(
                            "insert into carrack_record (fields, package, table_name, record_key) values (?, ?, ?, ?)",
                            fields,
                            owner,
                            table,
                            name),
                    Statement.of("delete from carrack_record" + where, owner, table, name));
        } else {
            String update = "update carrack_record set fields = ?" + where;
            run(
                    Statement.of(update, fields, owner, table, name),
                    Statement.of(update, before.get(0), owner, table, name));
        }
    }

    /** The values of a record by the names of their fields. */
    private Map<String, FieldValue> values(String table, Row record, boolean deletedToo)
            throws SQLException, MigrationException {
        Map<String, FieldValue> given = new LinkedHashMap<>();
        for (Map.Entry<String, Value> entry : record.values().entrySet()) {
            OwnedField field = dictionary.field(table, entry.getKey()).orElse(null);
            // As in Adapt: real packages give values that the table has no field for.
            if (field != null) {
                Object value = value(table, field.field(), entry.getValue(), deletedToo);
                given.put(field.field().name(), new FieldValue(field.field(), value));
            }
        }
        return given;
    }

    private @Nullable Object value(String table, Field field, Value value, boolean deletedToo)
            throws SQLException, MigrationException {
        Optional<Lookup> lookup = value.lookup();
        if (lookup.isPresent()) {
            return lookUp(table, field, lookup.get(), value.location(), deletedToo);
        }
        try {
            // An empty value is none, which means the field's default.
            return value.text().isEmpty() ? null : Values.parse(dictionary.column(field), value.text());
        } catch (UnfitValueException e) {
            throw new MigrationException(
                    value.location(),
                    "the value of the field %s.%s cannot be used: %s".formatted(table, field.name(), e.getMessage()));
        }
    }

    private Object lookUp(String table, Field field, Lookup lookup, SourceLocation at, boolean deletedToo)
            throws SQLException, MigrationException {
        String from = lookup.table();
        if (!dictionary.has(from)) {
            throw new MigrationException(
                    at,
                    "the value of the field %s.%s is looked up in the table %s, which is not there"
                            .formatted(table, field.name(), from));
        }
        String key = quote(keyColumn(from));
        List<Object> found = lookUp(lookup, key, at, true, deletedToo);
        if (found.isEmpty()) {
            // MySQL, for which these were written, does not mind the case.
            found = lookUp(lookup, key, at, false, deletedToo);
        }
        String asked = lookup.where().entrySet().stream()
                .map(e -> e.getKey() + " = " + e.getValue())
                .collect(Collectors.joining(" and "));
        if (found.isEmpty()) {
            throw new MigrationException(
                    at,
                    "unable to look up a value for the field %s.%s: no record of %s has %s"
                            .formatted(table, field.name(), from, asked));
        }
        if (found.size() > 1) {
            throw new MigrationException(
                    at,
                    "multiple values found for the field %s.%s: %d records of %s have %s"
                            .formatted(table, field.name(), found.size(), from, asked));
        }
        return found.get(0);
    }

    private List<Object> lookUp(Lookup lookup, String key, SourceLocation at, boolean mindsCase, boolean deletedToo)
            throws SQLException, MigrationException {
        List<String> conditions = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (Map.Entry<String, String> condition : lookup.where().entrySet()) {
            Field field = dictionary
                    .field(lookup.table(), condition.getKey())
                    .map(OwnedField::field)
                    .orElseThrow(() -> new MigrationException(
                            at,
                            "a value is looked up by the field %s.%s, which is not there"
                                    .formatted(lookup.table(), condition.getKey())));
            Object value;
            ColumnType column;
            try {
                column = dictionary.column(field);
                value = Values.parse(column, condition.getValue());
            } catch (UnfitValueException e) {
                return List.of();
            }
            boolean isLower = !mindsCase && column.isText();
            conditions.add(
                    isLower ? "lower(%s) = lower(?)".formatted(quote(field.name())) : quote(field.name()) + " = ?");
            values.add(value);
        }
        if (!deletedToo && dictionary.field(lookup.table(), DELETED).isPresent()) {
            conditions.add(quote(DELETED) + " is null");
        }
        return Rows.all(
                connection,
                "select %s from %s where %s".formatted(key, quote(lookup.table()), String.join(" and ", conditions)),
                values,
                row -> row.getObject(1));
    }

    /** Adapt takes {@code <table>_id}; the key is that wherever it is called so. */
    private String keyColumn(String table) {
        Field key = dictionary.onlyKey(table);
        return dictionary
                .field(table, table + "_id")
                .map(field -> field.field().name())
                .orElseGet(() -> key == null
                        ? dictionary.fields(table).iterator().next().field().name()
                        : key.name());
    }

    private static Map<String, @Nullable Object> matching(Map<String, FieldValue> given) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        given.forEach((name, g) -> {
            if (g.value() != null && !name.equals(BUNDLE) && !name.equals("guid")) {
                values.put(name, g.value());
            }
        });
        return values;
    }

    /** The keys of the records with these values. */
    private List<Object> keys(String table, Map<String, @Nullable Object> values) throws SQLException {
        if (values.isEmpty()) {
            return List.of();
        }
        return Rows.all(
                connection,
                "select %s from %s where %s"
                        .formatted(
                                quote(keyColumn(table)),
                                quote(table),
                                values.keySet().stream()
                                        .map(name -> quote(name) + " = ?")
                                        .collect(Collectors.joining(" and "))),
                new ArrayList<>(values.values()),
                row -> row.getObject(1));
    }

    private void insert(String table, Map<String, FieldValue> given, SourceLocation at)
            throws SQLException, MigrationException {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        given.forEach((name, g) -> {
            Object value = g.value() == null ? emptyValue(g.field()) : g.value();
            if (value != null) {
                row.put(name, value);
            }
        });
        dictionary
                .field(table, "guid")
                .ifPresent(
                        f -> row.putIfAbsent(f.field().name(), UUID.randomUUID().toString()));
        for (String date : List.of("date_created", MODIFIED)) {
            if (dictionary.field(table, date).isPresent()) {
                row.putIfAbsent(date, Values.now());
            }
        }
        List<@Nullable Object> values = new ArrayList<>(row.values());
        String sql = "insert into %s (%s) values (%s)"
                .formatted(
                        quote(table),
                        row.keySet().stream().map(Dialect::quote).collect(Collectors.joining(", ")),
                        row.keySet().stream().map(name -> "?").collect(Collectors.joining(", ")));
        try {
            Object key = Rows.insert(connection, sql, values, keyColumn(table));
            undos.note(
                    Statement.of("delete from %s where %s = ?".formatted(quote(table), quote(keyColumn(table))), key));
        } catch (SQLException e) {
            throw failed(table, at, e);
        }
    }

    /** A text that must be there and is given empty is the empty text; anything else empty is left to the default. */
    private @Nullable Object emptyValue(Field field) {
        try {
            boolean isText = dictionary.column(field).kind() == ColumnType.Kind.TEXT;
            return isText && !field.isNullable() && field.defaultValue() == null ? "" : null;
        } catch (UnfitValueException e) {
            return null;
        }
    }

    private static MigrationException failed(String table, SourceLocation at, SQLException e) {
        return new MigrationException(
                at, "the record cannot be put into the table %s: %s".formatted(table, Failures.reason(e)), e);
    }

    private void update(
            String table,
            Object key,
            Map<String, FieldValue> given,
            List<String> cleared,
            boolean isFirst,
            SourceLocation at)
            throws SQLException, MigrationException {
        Map<String, @Nullable Object> wanted = new LinkedHashMap<>();
        for (FieldValue g : given.values()) {
            wanted.put(g.field().name(), g.value() == null ? cleared(g.field()) : g.value());
        }
        for (String name : cleared) {
            Field field = dictionary.field(table, name).map(OwnedField::field).orElse(null);
            if (field != null) {
                wanted.put(field.name(), cleared(field));
            }
        }
        // Whose a record is stays: it was there before, or is ours.
        wanted.remove(BUNDLE);
        wanted.remove("guid");
        if (isFirst && dictionary.field(table, DELETED).isPresent()) {
            wanted.put(DELETED, null);
        }
        if (wanted.isEmpty()) {
            return;
        }
        boolean isDated = dictionary.field(table, MODIFIED).isPresent() && !wanted.containsKey(MODIFIED);
        List<String> names = new ArrayList<>(wanted.keySet());
        if (isDated) {
            names.add(MODIFIED);
        }
        String where = " where " + quote(keyColumn(table)) + " = ?";
        Map<String, @Nullable Object> now = Rows.all(
                        connection,
                        "select %s from %s"
                                        .formatted(
                                                names.stream()
                                                        .map(Dialect::quote)
                                                        .collect(Collectors.joining(", ")),
                                                quote(table))
                                + where,
                        List.of(key),
                        row -> {
                            Map<String, @Nullable Object> values = new LinkedHashMap<>();
                            for (int i = 0; i < names.size(); i++) {
                                values.put(names.get(i), Rows.value(row, i + 1));
                            }
                            return values;
                        })
                .get(0);
        Map<String, @Nullable Object> changed = new LinkedHashMap<>();
        wanted.forEach((name, value) -> {
            if (!isSame(now.get(name), value)) {
                changed.put(name, value);
            }
        });
        if (changed.isEmpty()) {
            return;
        }
        if (isDated) {
            changed.put(MODIFIED, Values.now());
        }
        String sql = "update %s set %s%s"
                .formatted(
                        quote(table),
                        changed.keySet().stream()
                                .map(name -> quote(name) + " = ?")
                                .collect(Collectors.joining(", ")),
                        where);
        List<@Nullable Object> to = new ArrayList<>(changed.values());
        List<@Nullable Object> from = new ArrayList<>();
        changed.keySet().forEach(name -> from.add(now.get(name)));
        to.add(key);
        from.add(key);
        try {
            run(new Statement("", "", sql, to), new Statement("", "", sql, from));
        } catch (SQLException e) {
            throw failed(table, at, e);
        }
    }

    private @Nullable Object cleared(Field field) {
        String text = field.defaultValue();
        try {
            return text == null ? emptyValue(field) : Values.parse(dictionary.column(field), text);
        } catch (UnfitValueException e) {
            return null;
        }
    }

    /** Drivers give the same number in many types. */
    private static boolean isSame(@Nullable Object one, @Nullable Object other) {
        if (one instanceof byte[] bytes && other instanceof byte[] others) {
            return Arrays.equals(bytes, others);
        }
        if (one instanceof Number && other instanceof Number) {
            return new java.math.BigDecimal(one.toString()).compareTo(new java.math.BigDecimal(other.toString())) == 0;
        }
        return Objects.equals(one, other);
    }

    private void run(Statement statement, Statement undo) throws SQLException {
        undos.note(undo);
        Rows.run(connection, statement.sql(), statement.values());
    }

    /** Marks records as deleted, as Adapt does; those of a table without such a mark go. */
    void remove(String owner, String table, Row record) throws SQLException, MigrationException {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, FieldValue> given : values(table, record, false).entrySet()) {
            values.put(given.getKey(), given.getValue().value());
        }
        if (values.isEmpty()
                || values.containsValue(null)
                || values.size() < record.values().size()) {
            throw new MigrationException(
                    record.location(),
                    "which records of %s are to be removed cannot be told: they are named by a field that is not there, or empty"
                            .formatted(table));
        }
        if (values.get("name") instanceof String name) {
            List<String> others = Rows.texts(
                    connection,
                    "select package from carrack_record where table_name = ? and record_key = ? and package <> ?",
                    table,
                    name,
                    owner);
            if (!others.isEmpty()) {
                throw belongs(owner, table, others.get(0), record.location());
            }
        }
        OwnedField bundle = dictionary.field(table, BUNDLE).orElse(null);
        boolean isMarked = dictionary.field(table, DELETED).isPresent();
        for (Object key : keys(table, values)) {
            String where = " from %s where %s = ?".formatted(quote(table), quote(keyColumn(table)));
            List<String> whose =
                    bundle == null ? List.of() : Rows.texts(connection, "select " + quote(BUNDLE) + where, key);
            if (!whose.isEmpty() && !owner.equals(whose.get(0)) && whose.get(0) != null) {
                throw belongs(owner, table, whose.get(0), record.location());
            }
            if (isMarked) {
                mark(table, key, Values.now());
            }
        }
        if (values.get("name") instanceof String name) {
            forget(owner, table, name);
        }
    }

    private static MigrationException belongs(String owner, String table, String other, SourceLocation at) {
        return new MigrationException(
                at, "package %s removes a record of %s that belongs to package %s".formatted(owner, table, other));
    }

    private void forget(String owner, String table, String name) throws SQLException {
        String where = " where package = ? and table_name = ? and record_key = ?";
        List<String> fields = Rows.texts(connection, "select fields from carrack_record" + where, owner, table, name);
        if (!fields.isEmpty()) {
            run(
                    Statement.of("delete from carrack_record" + where, owner, table, name),
                    Statement.of(
                            "insert into carrack_record (fields, package, table_name, record_key) values (?, ?, ?, ?)",
                            fields.get(0),
                            owner,
                            table,
                            name));
        }
    }
}
