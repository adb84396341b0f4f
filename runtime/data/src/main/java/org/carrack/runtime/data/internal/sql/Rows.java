package org.carrack.runtime.data.internal.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements with bound values. */
public final class Rows {

    private Rows() {}

    /** Reads one row. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** All rows of a query. */
    public static <T> List<T> all(
            Connection connection, String sql, List<? extends @Nullable Object> values, Reader<T> reader)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(reader.read(rows));
                }
                return all;
            }
        }
    }

    /** The first column of all rows of a query, as text. */
    public static List<String> texts(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        return all(connection, sql, Arrays.asList(values), row -> row.getString(1));
    }

    /**
     * Carries out a statement that is no query.
     *
     * @return how many rows it changed
     */
    public static int run(Connection connection, String sql, List<? extends @Nullable Object> values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /** Adds a row; the value that the database gave it in a column. */
    public static Object insert(
            Connection connection, String sql, List<? extends @Nullable Object> values, String keyColumn)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql, new String[] {keyColumn})) {
            bind(statement, values);
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                if (!keys.next()) {
                    throw new SQLException("the database gave no key for the new row");
                }
                return keys.getObject(1);
            }
        }
    }

    /** A value in the form in which it could be bound. */
    public static @Nullable Object value(ResultSet row, int column) throws SQLException {
        return switch (row.getMetaData().getColumnType(column)) {
            case Types.DATE -> row.getObject(column, LocalDate.class);
            case Types.TIME -> row.getObject(column, LocalTime.class);
            case Types.TIMESTAMP -> row.getObject(column, LocalDateTime.class);
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> row.getBytes(column);
            case Types.CLOB -> row.getString(column);
            default -> row.getObject(column);
        };
    }

    /** Gives a statement its values: null, or what JDBC has a type for. */
    public static void bind(PreparedStatement statement, List<? extends @Nullable Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (value instanceof byte[] bytes) {
                statement.setBytes(i + 1, bytes);
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }

    /** Whether there is a table of that name in the current schema. */
    public static boolean hasTable(Connection connection, String name) throws SQLException {
        return !texts(
                        connection,
                        "select table_name from information_schema.tables where table_name = ? and table_schema = current_schema",
                        name)
                .isEmpty();
    }
}
