package org.carrack.runtime.data.internal.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.carrack.runtime.data.internal.sql.Rows;

/** The tables in which the migrations write down what they need themselves; packages do not see them. */
final class OwnTables {

    private OwnTables() {}

    /** Makes those that are not there. */
    static void make(Connection connection) throws SQLException {
        String text = Dialect.of(connection) == Dialect.POSTGRESQL ? "text" : "varchar";
        List<String> tables = new ArrayList<>(Journal.tables(text));
        tables.add(Lease.TABLE);
        tables.add(
                "create table if not exists carrack_schema (package varchar(200) primary key, version varchar(200) not null, digests %s not null)"
                        .formatted(text));
        tables.add(
                "create table if not exists carrack_field (table_name varchar(64) not null, field_name varchar(64) not null, data_type %s not null, index_size integer not null, primary key (table_name, field_name))"
                        .formatted(text));
        tables.add(
                "create table if not exists carrack_record (package varchar(200) not null, table_name varchar(64) not null, record_key varchar(1000) not null, fields %s not null, primary key (package, table_name, record_key))"
                        .formatted(text));
        for (String table : tables) {
            make(connection, table);
        }
    }

    /** Two servers may make the same table at once; then the other's is as good. */
    private static void make(Connection connection, String table) throws SQLException {
        try {
            Rows.run(connection, table, List.of());
        } catch (SQLException e) {
            if (Failures.isGone(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            Rows.run(connection, table, List.of());
        }
    }
}
