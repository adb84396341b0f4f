package org.carrack.runtime.scheduler.internal.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.carrack.spi.data.ServerTables;

/**
 * The table of db-scheduler, and which shared services are paused, in the server's database, the same on H2 and PostgreSQL. For any thread.
 */
final class SharedTables {

    /** That of db-scheduler; its columns are those of its documentation. */
    static final String TASKS = "carrack_service_task";

    /** The name under which services are in it. */
    static final String TASK = "service";

    private static final List<String> VERSION_1 = List.of(
            """
                    create table if not exists carrack_service_task (
                      task_name varchar(100) not null, task_instance varchar(300) not null, task_data %s,
                      execution_time timestamp(6) with time zone not null, picked boolean not null, picked_by varchar(300),
                      last_success timestamp(6) with time zone, last_failure timestamp(6) with time zone,
                      consecutive_failures int, last_heartbeat timestamp(6) with time zone, version bigint not null,
                      priority smallint, primary key (task_name, task_instance))""",
            "create index if not exists carrack_service_task_time on carrack_service_task (execution_time)",
            "create index if not exists carrack_service_task_heartbeat on carrack_service_task (last_heartbeat)",
            "create table if not exists carrack_service_pause (service varchar(300) primary key)");

    private final DataSource database;
    private final boolean isPostgres;

    /** Migrates the tables to what this version needs. */
    SharedTables(DataSource database) throws SQLException {
        this.database = database;
        try (Connection connection = database.getConnection()) {
            isPostgres = connection.getMetaData().getDatabaseProductName().startsWith("PostgreSQL");
        }
        String bytes = isPostgres ? "bytea" : "varbinary(10000)";
        ServerTables.migrate(
                database,
                "shared-services",
                List.of(VERSION_1.stream().map(sql -> sql.replace("%s", bytes)).toList()));
    }

    boolean isPostgres() {
        return isPostgres;
    }

    /** Those that are paused. */
    Set<String> paused() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("select service from carrack_service_pause");
                ResultSet row = select.executeQuery()) {
            Set<String> names = new HashSet<>();
            while (row.next()) {
                names.add(row.getString(1));
            }
            return names;
        }
    }

    void pause(String service) throws SQLException {
        if (!paused().contains(service)) {
            execute("insert into carrack_service_pause (service) values (?)", service);
        }
    }

    void resume(String service) throws SQLException {
        execute("delete from carrack_service_pause where service = ?", service);
    }

    /** Deletes all of a package. */
    void purge(String packageName) throws SQLException {
        String first = packageName + ".";
        execute("delete from carrack_service_pause where substring(service, 1, ?) = ?", first.length(), first);
        execute("delete from carrack_service_task where substring(task_instance, 1, ?) = ?", first.length(), first);
    }

    private void execute(String sql, Object... values) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
