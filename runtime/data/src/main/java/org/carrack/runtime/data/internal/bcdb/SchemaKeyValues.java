package org.carrack.runtime.data.internal.bcdb;

import static org.carrack.runtime.data.internal.sql.Dialect.quote;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.carrack.data.DataException;
import org.carrack.data.DataException.Kind;
import org.carrack.data.KeyValues;
import org.carrack.runtime.data.internal.migration.Failures;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.carrack.runtime.data.internal.sql.Rows;

/** Keys and values in a table of a schema of its own in the server's database. */
final class SchemaKeyValues implements KeyValues {

    private static final int LONGEST_KEY = 500;

    private final DataSource database;
    private final String table;

    private SchemaKeyValues(DataSource database, String schema) {
        this.database = database;
        table = quote(schema) + ".carrack_key_value";
    }

    /** Makes the schema and the table, where they are not there. */
    static SchemaKeyValues open(DataSource database, String schema) throws SQLException {
        SchemaKeyValues made = new SchemaKeyValues(database, schema);
        try (Connection connection = database.getConnection()) {
            String text = Dialect.of(connection) == Dialect.POSTGRESQL ? "text" : "varchar";
            Rows.run(connection, "create schema if not exists " + quote(schema), List.of());
            Rows.run(
                    connection,
                    "create table if not exists %s (item_key varchar(%d) primary key, item_value %s not null)"
                            .formatted(made.table, LONGEST_KEY, text),
                    List.of());
        }
        return made;
    }

    private interface SqlFunction<R> {
        R run(Connection connection) throws SQLException;
    }

    private <R> R run(SqlFunction<R> work) {
        try (Connection connection = database.getConnection()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw new DataException(Kind.FAILED, "keys and values: " + Failures.forCaller(e), e);
        }
    }

    private static String checked(String key) {
        if (key.isEmpty() || key.length() > LONGEST_KEY || key.indexOf('\0') >= 0) {
            throw new DataException(Kind.INVALID, "a key has 1 to %d characters".formatted(LONGEST_KEY));
        }
        return key;
    }

    @Override
    public Optional<String> get(String key) {
        return run(connection -> Rows.texts(
                        connection, "select item_value from %s where item_key = ?".formatted(table), checked(key)))
                .stream()
                .findFirst();
    }

    @Override
    public void set(String key, String value) {
        if (value.indexOf('\0') >= 0) {
            throw new DataException(Kind.INVALID, "no text holds the character 0");
        }
        List<Object> values = Arrays.asList(value, checked(key));
        run(connection -> {
            String update = "update %s set item_value = ? where item_key = ?".formatted(table);
            if (Rows.run(connection, update, values) == 0) {
                try {
                    Rows.run(
                            connection, "insert into %s (item_value, item_key) values (?, ?)".formatted(table), values);
                } catch (SQLException e) {
                    // Another writer was quicker: then it can be changed.
                    if (Rows.run(connection, update, values) == 0) {
                        throw e;
                    }
                }
            }
            return true;
        });
    }

    @Override
    public boolean delete(String key) {
        return run(connection -> Rows.run(
                        connection, "delete from %s where item_key = ?".formatted(table), List.of(checked(key))))
                > 0;
    }

    @Override
    public List<String> keys(String prefix) {
        String like = prefix.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
        return run(connection -> Rows.texts(
                connection,
                "select item_key from %s where item_key like ? escape '!' order by item_key".formatted(table),
                like));
    }
}
