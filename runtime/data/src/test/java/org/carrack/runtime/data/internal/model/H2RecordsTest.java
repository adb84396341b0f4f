package org.carrack.runtime.data.internal.model;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.carrack.runtime.data.internal.Databases;
import org.junit.jupiter.api.AfterEach;

class H2RecordsTest extends RecordsTest {

    private final HikariDataSource pool = Databases.h2();

    @AfterEach
    void dispose() {
        pool.close();
    }

    @Override
    DataSource database() {
        return pool;
    }
}
