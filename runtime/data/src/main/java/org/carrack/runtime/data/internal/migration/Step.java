package org.carrack.runtime.data.internal.migration;

import static org.carrack.runtime.data.internal.sql.Dialect.literal;

import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.carrack.config.SourceLocation;
import org.jspecify.annotations.Nullable;

/** One step of a migration. */
public sealed interface Step {

    /**
     * A query with one row if there is a table of that name, or that column of it, and else none.
     *
     * @param column empty for the table itself
     */
    static String isThere(String table, String column) {
        String from = "from information_schema.%s where table_schema = current_schema and table_name = %s";
        return column.isEmpty()
                ? "select table_name " + from.formatted("tables", literal(table))
                : "select column_name %s and column_name = %s"
                        .formatted(from.formatted("columns", literal(table)), literal(column));
    }

    /** Where in the package it comes from. */
    SourceLocation location();

    /** What it is about, for messages: {@code car.label}. */
    String subject();

    /**
     * One statement, known beforehand, with those that take it back.
     *
     * @param undo take it back, in this order, and do no harm where it was not run
     * @param finish what is left to do when the package has come to stay; null for nothing
     */
    record Plain(
            String subject,
            String sql,
            List<@Nullable Object> values,
            List<Statement> undo,
            @Nullable Statement finish,
            SourceLocation location)
            implements Step {}

    /**
     * A question whose answer must be empty.
     *
     * @param problem what is wrong, from the first column of the first row
     */
    record Check(String subject, String sql, UnaryOperator<String> problem, SourceLocation location) implements Step {

        /**
         * A table of that name, or one column of it, must not be there: it would be taken for what this migration has made.
         *
         * @param who would make it, for the message
         */
        static Check free(String who, String table, String column, SourceLocation location) {
            String what = column.isEmpty() ? "table " + table : "column %s.%s".formatted(table, column);
            return new Check(
                    table,
                    isThere(table, column),
                    found ->
                            "%s cannot have the %s: the database has one already that no package has brought; rename it, or choose another name"
                                    .formatted(who, what),
                    location);
        }
    }

    /** Statements that depend on the records that are there. */
    record Records(String subject, SqlAction work, SourceLocation location) implements Step {}

    /** Reads, then does. */
    @FunctionalInterface
    interface SqlAction {
        void run(Recorder recorder) throws SQLException, MigrationException;
    }

    /**
     * A statement that is written down.
     *
     * @param guardTable it is run only where this table is there; empty for always
     * @param guardColumn and this column; empty for none
     */
    record Statement(String guardTable, String guardColumn, String sql, List<@Nullable Object> values) {

        static Statement of(String sql, @Nullable Object... values) {
            return new Statement("", "", sql, java.util.Arrays.asList(values));
        }

        static Statement guarded(String table, String column, String sql) {
            return new Statement(table, column, sql, List.of());
        }
    }
}
