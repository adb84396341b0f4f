package org.carrack.runtime.data.internal.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.carrack.spi.data.ServerTables;

/** The tables of the migrations themselves; packages do not see them. */
final class OwnTables {

    private OwnTables() {}

    /** Migrates them to what this version needs. */
    static void migrate(DataSource database) throws SQLException {
        Dialect dialect;
        try (Connection connection = database.getConnection()) {
            dialect = Dialect.of(connection);
        }
        ServerTables.migrate(database, "migrations", List.of(version1(dialect)));
    }

    /** As in 0.1.0. */
    private static List<String> version1(Dialect dialect) {
        String text = dialect == Dialect.POSTGRESQL ? "text" : "varchar";
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
        return tables;
    }
}
