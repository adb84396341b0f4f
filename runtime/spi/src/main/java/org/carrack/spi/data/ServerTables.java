package org.carrack.spi.data;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * The server's own tables in its database, migrated by version. Each module numbers the states of its tables from 1 on; the table
 * {@code carrack_version} keeps the number that the database has.
 *
 * <p>A module adds a step and never changes one that was released. A step may be run again after a crash in the middle of it, so its
 * statements bear that ({@code create table if not exists}, {@code add column if not exists}). Stateless.
 */
public final class ServerTables {

    private static final String TABLE =
            "create table if not exists carrack_version (component varchar(100) primary key, version integer not null)";

    private ServerTables() {}

    /** A database that a newer server has used. The message is one sentence for people. */
    public static final class NewerException extends SQLException {

        private static final long serialVersionUID = 1L;

        NewerException(String component, int there, int known) {
            super(
                    "the tables of %s have version %d, made by a newer Carrack; this one knows version %d: use the newer one, or another database"
                            .formatted(component, there, known));
        }
    }

    /**
     * Migrates the tables of a component to the last version. Two servers on one database wait for each other where the database has
     * transactions for it.
     *
     * @param component the name under which the version is kept, such as {@code accounts}
     * @param steps the statements of each version, the first making version 1
     * @throws NewerException if the tables have a version that is not known; nothing was changed
     * @throws SQLException if a statement fails; the steps before it stay
     */
    public static void migrate(DataSource database, String component, List<List<String>> steps) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            boolean wasAutoCommit = connection.getAutoCommit();
            makeTable(statement);
            insertFirst(connection, component);
            connection.setAutoCommit(false);
            try {
                int version = version(connection, component);
                if (version > steps.size()) {
                    throw new NewerException(component, version, steps.size());
                }
                for (int next = version + 1; next <= steps.size(); next++) {
                    for (String sql : steps.get(next - 1)) {
                        statement.execute(sql);
                    }
                    set(connection, component, next);
                    connection.commit();
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(wasAutoCommit);
            }
        }
    }

    /** Two servers may make it at once; then the other's is as good. */
    private static void makeTable(Statement statement) throws SQLException {
        try {
            statement.execute(TABLE);
        } catch (SQLException e) {
            statement.execute(TABLE);
        }
    }

    private static void insertFirst(Connection connection, String component) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into carrack_version (component, version) select cast(? as varchar(100)), 0 where not exists (select 1 from carrack_version where component = ?)")) {
            insert.setString(1, component);
            insert.setString(2, component);
            insert.executeUpdate();
        } catch (SQLException e) {
            if (!String.valueOf(e.getSQLState()).startsWith("23")) {
                throw e;
            }
            // Another server has inserted it at the same moment.
        }
    }

    private static int version(Connection connection, String component) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select version from carrack_version where component = ? for update")) {
            select.setString(1, component);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    private static void set(Connection connection, String component, int version) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update carrack_version set version = ? where component = ?")) {
            update.setInt(1, version);
            update.setString(2, component);
            update.executeUpdate();
        }
    }
}
