package org.carrack.runtime.database.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClosedDatabaseTest {

    @TempDir
    Path folder;

    @Test
    void aDatabaseThatWasClosedIsOpenedAgainByTheNextConnection() throws SQLException {
        AtomicReference<HikariDataSource> pool = new AtomicReference<>();
        HikariConfig config = new HikariConfig();
        config.setDataSource(DatabaseAddress.ofFolder(folder).dataSource());
        config.setMaximumPoolSize(5);
        config.setExceptionOverride(new ClosedDatabase(pool::get));
        try (HikariDataSource source = new HikariDataSource(config)) {
            pool.set(source);
            run(source, "create table kept (n int)");
            run(source, "insert into kept values (1)");
            // Several connections that know the database as it is now.
            List<Connection> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                open.add(source.getConnection());
            }
            for (Connection connection : open) {
                connection.close();
            }
            // As H2 does when it cannot write.
            assertThatThrownBy(() -> {
                        run(source, "shutdown immediately");
                        run(source, "insert into kept values (2)");
                    })
                    .isInstanceOf(SQLException.class);
            run(source, "insert into kept values (3)");
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement();
                    java.sql.ResultSet rows = statement.executeQuery("select count(*) from kept")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(2);
            }
        }
    }

    private static void run(HikariDataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
