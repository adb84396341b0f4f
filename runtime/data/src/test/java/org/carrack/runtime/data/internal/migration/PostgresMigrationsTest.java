package org.carrack.runtime.data.internal.migration;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class PostgresMigrationsTest extends MigrationsTest {

    private static final AtomicInteger COUNT = new AtomicInteger();

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;

    private final HikariDataSource pool;

    PostgresMigrationsTest() throws SQLException {
        pool = emptyDatabase();
    }

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.toFile())
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @AfterEach
    void dispose() {
        pool.close();
    }

    private static HikariDataSource emptyDatabase() throws SQLException {
        String name = "test" + COUNT.incrementAndGet();
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        HikariConfig config = new HikariConfig();
        config.setDataSource(postgres.getDatabase("postgres", name));
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
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
