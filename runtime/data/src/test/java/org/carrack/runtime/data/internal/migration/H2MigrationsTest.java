package org.carrack.runtime.data.internal.migration;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;

class H2MigrationsTest extends MigrationsTest {

    private final JdbcDataSource source = new JdbcDataSource();
    private final JdbcConnectionPool pool;

    H2MigrationsTest() {
        source.setURL("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;DATABASE_TO_LOWER=TRUE".formatted(UUID.randomUUID()));
        pool = JdbcConnectionPool.create(source);
    }

    @AfterEach
    void dispose() throws java.sql.SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("shutdown immediately");
        }
        pool.dispose();
    }

    @Override
    DataSource database() {
        return pool;
    }

    @Override
    DataSource reopened() {
        return pool;
    }
}
