package org.carrack.runtime.data.internal.migration;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.carrack.runtime.data.internal.migration.Step.Statement;
import org.carrack.runtime.data.internal.schema.JsonText;
import org.carrack.runtime.data.internal.sql.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Migrations whose packages have not come to stay yet, in the database itself: for each the statements that take it back,
 * and those that end it. What a dead server left is found here by the next one.
 */
final class Journal {

    private static final String TAKE_BACK = "undo";
    private static final String FINISH = "finish";

    static final List<String> TABLES = List.of("""
            create table if not exists carrack_migration (
              id varchar(40) primary key, package varchar(200) not null, version varchar(200) not null,
              server varchar(200) not null, started timestamp not null)""", """
            create table if not exists carrack_migration_step (
              migration varchar(40) not null references carrack_migration (id) on delete cascade,
              number integer not null, kind varchar(10) not null, guard_table varchar(200) not null,
              guard_column varchar(200) not null, statement %s not null, bound %s not null,
              primary key (migration, number))""");

    private Journal() {}

    /** A migration that is written down. */
    record Entry(String id, String packageName, String version, String server) {}

    static void begin(Connection connection, Entry entry, LocalDateTime now) throws SQLException {
        Rows.run(
                connection,
                "insert into carrack_migration (id, package, version, server, started) values (?, ?, ?, ?, ?)",
                List.of(entry.id(), entry.packageName(), entry.version(), entry.server(), now));
    }

    static void undo(Connection connection, String id, int number, Statement statement) throws SQLException {
        add(connection, id, number, TAKE_BACK, statement);
    }

    static void finish(Connection connection, String id, int number, Statement statement) throws SQLException {
        add(connection, id, number, FINISH, statement);
    }

    private static void add(Connection connection, String id, int number, String kind, Statement statement)
            throws SQLException {
        Rows.run(
                connection,
                "insert into carrack_migration_step (migration, number, kind, guard_table, guard_column, statement, bound) values (?, ?, ?, ?, ?, ?, ?)",
                List.of(
                        id,
                        number,
                        kind,
                        statement.guardTable(),
                        statement.guardColumn(),
                        statement.sql(),
                        JsonText.array(
                                statement.values().stream().map(Journal::text).toList())));
    }

    /** All that are written down, the oldest first. */
    static List<Entry> entries(Connection connection) throws SQLException {
        return Rows.all(
                connection,
                "select id, package, version, server from carrack_migration order by started, id",
                List.of(),
                row -> new Entry(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
    }

    /** Takes a migration back, the last step first, and forgets it. */
    static void revert(Connection connection, String id) throws SQLException {
        run(connection, id, TAKE_BACK, "desc");
    }

    /** Does what is left to do of a migration that stays, and forgets it. */
    static void end(Connection connection, String id) throws SQLException {
        run(connection, id, FINISH, "asc");
    }

    private record Numbered(int number, Statement statement) {}

    private static void run(Connection connection, String id, String kind, String order) throws SQLException {
        List<Numbered> steps = Rows.all(
                connection,
                "select number, guard_table, guard_column, statement, bound from carrack_migration_step where migration = ? and kind = ? order by number "
                        + order,
                List.of(id, kind),
                row -> new Numbered(
                        row.getInt(1),
                        new Statement(
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                JsonText.texts(row.getString(5)).stream()
                                        .map(Journal::value)
                                        .toList())));
        for (Numbered step : steps) {
            if (isThere(connection, step.statement())) {
                Rows.run(connection, step.statement().sql(), step.statement().values());
            }
        }
        Rows.run(connection, "delete from carrack_migration_step where migration = ?", List.of(id));
        Rows.run(connection, "delete from carrack_migration where id = ?", List.of(id));
    }

    private static boolean isThere(Connection connection, Statement statement) throws SQLException {
        if (statement.guardTable().isEmpty()) {
            return true;
        }
        return !Rows.texts(connection, Step.isThere(statement.guardTable(), statement.guardColumn()))
                .isEmpty();
    }

    /** A bound value with a letter for its type. */
    private static String text(@Nullable Object value) {
        if (value == null) {
            return "-";
        }
        if (value instanceof byte[] bytes) {
            return "x" + HexFormat.of().formatHex(bytes);
        }
        char type = value instanceof Boolean
                ? 'b'
                : value instanceof Double || value instanceof Float
                        ? 'f'
                        : value instanceof Number
                                ? 'n'
                                : value instanceof LocalDateTime
                                        ? 'm'
                                        : value instanceof LocalDate ? 'd' : value instanceof LocalTime ? 't' : 's';
        return type + value.toString();
    }

    private static @Nullable Object value(String text) {
        String rest = text.substring(1);
        return switch (text.charAt(0)) {
            case '-' -> null;
            case 'x' -> HexFormat.of().parseHex(rest);
            case 'b' -> Boolean.valueOf(rest);
            case 'f' -> Double.valueOf(rest);
            case 'n' -> number(rest);
            case 'm' -> LocalDateTime.parse(rest);
            case 'd' -> LocalDate.parse(rest);
            case 't' -> LocalTime.parse(rest);
            default -> rest;
        };
    }

    private static Object number(String text) {
        BigDecimal number = new BigDecimal(text);
        boolean isLong = number.scale() == 0 && number.precision() < 19;
        return isLong ? (Object) number.longValueExact() : number;
    }

    /** The statements that make the tables. */
    static List<String> tables(String textType) {
        List<String> all = new ArrayList<>();
        TABLES.forEach(table ->
                all.add(table.formatted(Arrays.asList(textType, textType).toArray())));
        return all;
    }
}
