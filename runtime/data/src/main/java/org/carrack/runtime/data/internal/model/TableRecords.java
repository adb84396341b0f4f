package org.carrack.runtime.data.internal.model;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.carrack.data.Condition;
import org.carrack.data.DataException;
import org.carrack.data.DataException.Kind;
import org.carrack.data.Query;
import org.carrack.data.RecordListener.Action;
import org.carrack.data.Records;
import org.carrack.data.Stored;
import org.carrack.runtime.data.internal.migration.Failures;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.carrack.runtime.data.internal.sql.Rows;
import org.jspecify.annotations.Nullable;

/** The records of a model as maps of JSON values. Safe for any thread. */
final class TableRecords implements Records<Map<String, Object>> {

    private static final int FETCHED_AT_ONCE = 500;

    /** How long a unique text may be: as much as fits into an index of PostgreSQL, whatever its characters. */
    private static final int LONGEST_UNIQUE = 600;

    private final ModelTable table;
    private final Supplier<DataSource> database;
    private final ChangeListener told;
    private final String insert;
    private final String update;
    private final String select;
    private final String selectOne;

    /** Receives changes. */
    @FunctionalInterface
    interface ChangeListener {
        void changed(Action action, long id, Optional<Map<String, Object>> value);
    }

    TableRecords(ModelTable table, Supplier<DataSource> database, ChangeListener told) {
        this.table = table;
        this.database = database;
        this.told = told;
        insert = table.insert();
        update = table.update(table.schema().fields());
        select = table.select();
        selectOne = select + " where id = ?";
    }

    private interface SqlFunction<R> {
        R run(Connection connection) throws SQLException;
    }

    private <R> R run(SqlFunction<R> work) {
        try (Connection connection = database.get().getConnection()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private DataException failed(SQLException e) {
        Optional<String> duplicate = Failures.duplicate(
                e,
                table.name(),
                table.schema().fields().stream()
                        .filter(ModelField::isUnique)
                        .map(ModelField::name)
                        .toList());
        String url = table.schema().url();
        return duplicate
                .map(field -> new DataException(
                        Kind.CONFLICT,
                        "the model %s has a record with that value of %s already, which must be unique"
                                .formatted(url, field),
                        e))
                .orElseGet(() -> new DataException(
                        String.valueOf(e.getSQLState()).startsWith("23") ? Kind.CONFLICT : Kind.FAILED,
                        "the model %s: %s".formatted(url, Failures.forCaller(e)),
                        e));
    }

    @Override
    public Map<String, Object> blank() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (ModelField field : table.schema().fields()) {
            put(values, field, FieldValues.fresh(field));
        }
        return values;
    }

    private void put(Map<String, Object> values, ModelField field, @Nullable Object value) {
        // An object that is not given is one with the defaults of its schema.
        if (value == null && field.type() == FieldType.OBJECT) {
            values.put(field.name(), NestedObjects.object(table.schema(), field, null));
        } else if (value != null) {
            values.put(field.name(), value);
        }
    }

    /** The JSON values of all fields: those given, as the fields take them, and defaults. */
    private Map<String, Object> complete(Map<String, Object> given) {
        checkNames(given);
        Map<String, Object> values = new LinkedHashMap<>();
        for (ModelField field : table.schema().fields()) {
            put(values, field, valid(field, given));
        }
        return values;
    }

    private void checkNames(Map<String, Object> given) {
        for (String name : given.keySet()) {
            if (table.schema().field(name).isEmpty()) {
                throw new DataException(
                        Kind.NOT_FOUND,
                        "the model %s has no field %s; these are: %s"
                                .formatted(
                                        table.schema().url(),
                                        name,
                                        String.join(
                                                ", ",
                                                table.schema().fields().stream()
                                                        .map(ModelField::name)
                                                        .toList())));
            }
        }
    }

    /** The JSON value of a field: the given one, as the field takes it, or its default. */
    private @Nullable Object valid(ModelField field, Map<String, Object> given) {
        Object value;
        try {
            value = given.containsKey(field.name())
                    ? FieldValues.json(field, given.get(field.name()))
                    : FieldValues.fresh(field);
            if (value == null && !given.containsKey(field.name())) {
                value = FieldValues.json(field, null);
            }
        } catch (FieldValues.InvalidException e) {
            throw invalid(field, e.getMessage(), e);
        }
        if (field.type() == FieldType.OBJECT) {
            value = NestedObjects.object(table.schema(), field, value);
        } else if (field.element() == FieldType.OBJECT) {
            value = NestedObjects.objects(table.schema(), field, value);
        }
        if (field.isUnique()) {
            boolean isEmpty = value == null || (value instanceof String text && text.isEmpty());
            if (isEmpty && !field.isNullable()) {
                throw new DataException(
                        Kind.INVALID,
                        "the field %s of the model %s is unique and cannot be empty"
                                .formatted(field.name(), table.schema().url()));
            }
            if (value instanceof String text && text.length() > LONGEST_UNIQUE) {
                throw invalid(field, "it is unique, and so has at most %d characters".formatted(LONGEST_UNIQUE), null);
            }
        }
        return value;
    }

    private DataException invalid(ModelField field, String reason, @Nullable Exception cause) {
        String message = "the field %s of the model %s: %s"
                .formatted(field.name(), table.schema().url(), reason);
        return cause == null
                ? new DataException(Kind.INVALID, message)
                : new DataException(Kind.INVALID, message, cause);
    }

    /** What is bound for fields, for those inside of them that have columns, and for amounts. */
    private List<@Nullable Object> columns(List<ModelField> fields, Map<String, Object> values) {
        List<@Nullable Object> columns = new ArrayList<>();
        for (ModelField field : fields) {
            columns.add(FieldValues.column(field, values.get(field.name())));
        }
        for (ModelTable.Nested nested : table.nested()) {
            if (fields.contains(nested.object())) {
                Object inner = values.get(nested.object().name()) instanceof Map<?, ?> map
                        ? map.get(nested.field().name())
                        : null;
                columns.add(FieldValues.column(nested.field(), inner));
            }
        }
        for (ModelField money : table.amounts()) {
            if (fields.contains(money)) {
                columns.add(FieldValues.amount(values.get(money.name())));
            }
        }
        return columns;
    }

    @Override
    public Stored<Map<String, Object>> add(Map<String, Object> value) {
        Map<String, Object> values = complete(value);
        long id = run(connection -> ((Number)
                        Rows.insert(connection, insert, columns(table.schema().fields(), values), ModelTable.ID))
                .longValue());
        told.changed(Action.ADDED, id, Optional.of(values));
        return new Stored<>(id, 0, values);
    }

    @Override
    public Stored<Map<String, Object>> set(Stored<Map<String, Object>> changed) {
        Map<String, Object> values = complete(changed.value());
        List<@Nullable Object> bound = columns(table.schema().fields(), values);
        bound.add(changed.id());
        bound.add(changed.revision());
        int count = run(connection -> Rows.run(connection, update, bound));
        if (count == 0) {
            throw exists(changed.id()) ? stale(changed.id()) : missing(changed.id());
        }
        told.changed(Action.CHANGED, changed.id(), Optional.of(values));
        return new Stored<>(changed.id(), changed.revision() + 1, values);
    }

    /**
     * Changes some values of a record, and leaves the others as they are when it is its turn, whatever they are.
     *
     * @param seen the revision that it must still have; null for any
     * @return none if there is no such record
     */
    Optional<Stored<Map<String, Object>>> change(long id, Map<String, Object> values, @Nullable Long seen) {
        checkNames(values);
        List<ModelField> fields = table.schema().fields().stream()
                .filter(field -> values.containsKey(field.name()))
                .toList();
        Map<String, Object> changes = new LinkedHashMap<>();
        fields.forEach(field -> put(changes, field, valid(field, values)));
        List<@Nullable Object> bound = columns(fields, changes);
        bound.add(id);
        if (seen != null) {
            bound.add(seen);
        }
        Optional<Stored<Map<String, Object>>> changed = run(connection ->
                Rows.all(connection, table.change(fields, seen != null, Dialect.of(connection)), bound, this::read)
                        .stream()
                        .findFirst());
        if (changed.isEmpty() && seen != null && exists(id)) {
            throw stale(id);
        }
        changed.ifPresent(stored -> told.changed(Action.CHANGED, id, Optional.of(stored.value())));
        return changed;
    }

    private DataException stale(long id) {
        return new DataException(
                Kind.STALE,
                "the record %d of %s was changed by somebody else; read it again"
                        .formatted(id, table.schema().url()));
    }

    DataException missing(long id) {
        return new DataException(
                Kind.NOT_FOUND,
                "there is no record %d of %s".formatted(id, table.schema().url()));
    }

    private Stored<Map<String, Object>> read(ResultSet row) throws SQLException {
        Map<String, Object> values = new LinkedHashMap<>();
        int column = 3;
        for (ModelField field : table.schema().fields()) {
            put(values, field, FieldValues.fromColumn(field, columnOf(field.type(), row, column++)));
        }
        return new Stored<>(row.getLong(1), row.getLong(2), values);
    }

    /** By the getter of its type: to ask the row for the type of each value takes as long as all else. */
    private static @Nullable Object columnOf(FieldType type, ResultSet row, int column) throws SQLException {
        return switch (type.column()) {
            case "text", "longtext", "enum" -> row.getString(column);
            case "int", "bigint" -> {
                long value = row.getLong(column);
                yield row.wasNull() ? null : value;
            }
            case "double" -> {
                double value = row.getDouble(column);
                yield row.wasNull() ? null : value;
            }
            case "boolean" -> {
                boolean value = row.getBoolean(column);
                yield row.wasNull() ? null : value;
            }
            default -> Rows.value(row, column);
        };
    }

    @Override
    public Optional<Stored<Map<String, Object>>> get(long id) {
        return run(connection -> Rows.all(connection, selectOne, List.of(id), this::read)).stream()
                .findFirst();
    }

    @Override
    public Optional<Stored<Map<String, Object>>> getByName(String name) {
        return find(Query.where(Condition.equal("name", name)).limit(1)).stream()
                .findFirst();
    }

    @Override
    public List<Stored<Map<String, Object>>> find(Query query) {
        Selection selection = new Selection(table);
        String sql = select + selection.query(query);
        return run(connection -> Rows.all(connection, sql, selection.values(), this::read));
    }

    @Override
    public long count(Condition where) {
        Selection selection = new Selection(table);
        String sql = table.count() + selection.where(where);
        return run(connection -> Rows.all(connection, sql, selection.values(), row -> row.getLong(1)))
                .get(0);
    }

    @Override
    public boolean exists(long id) {
        return count(Condition.equal(ModelTable.ID, id)) > 0;
    }

    @Override
    public void each(Query query, Consumer<Stored<Map<String, Object>>> reader) {
        Selection selection = new Selection(table);
        String sql = select + selection.query(query);
        run(connection -> {
            // PostgreSQL hands rows over in parts only within a transaction.
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(FETCHED_AT_ONCE);
                Rows.bind(statement, selection.values());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        reader.accept(read(rows));
                    }
                }
                connection.commit();
            } finally {
                connection.setAutoCommit(true);
            }
            return true;
        });
    }

    @Override
    public boolean delete(long id) {
        boolean isDone = run(connection -> Rows.run(connection, table.delete() + " where id = ?", List.of(id))) > 0;
        if (isDone) {
            told.changed(Action.DELETED, id, Optional.empty());
        }
        return isDone;
    }

    @Override
    public long destroy() {
        long count = run(connection -> Rows.run(connection, table.delete(), List.of()));
        if (count > 0) {
            told.changed(Action.DELETED, 0, Optional.empty());
        }
        return count;
    }
}
