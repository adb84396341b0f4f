package org.carrack.runtime.data.internal.migration;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.carrack.runtime.data.internal.Databases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class PostgresMigrationsTest extends MigrationsTest {

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;

    private final HikariDataSource pool;

    PostgresMigrationsTest() throws SQLException {
        pool = Databases.postgres(postgres);
    }

    @BeforeAll
    static void start() throws IOException {
        postgres = Databases.server(folder);
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @AfterEach
    void dispose() {
        pool.close();
    }

    @Override
    DataSource database() {
        return pool;
    }
}
