package org.carrack.runtime.data.internal.migration;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import javax.sql.DataSource;
import org.carrack.runtime.data.internal.Databases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class H2MigrationsTest extends MigrationsTest {

    private final HikariDataSource pool = Databases.h2();

    @AfterEach
    void dispose() {
        pool.close();
    }

    @Override
    DataSource database() {
        return pool;
    }

    /** What a kill in the middle of {@code alter table} leaves, as seen with real servers. */
    @Test
    void whatH2HasLeftOfATableThatWasBeingChangedIsEnded() throws Exception {
        install("cars", "1.0.0", CAR);
        List<String> before = all();
        run("create table \"car_COPY_3_18\" as select * from car");
        restart();
        assertThat(all()).isEqualTo(before);
        run("alter table car rename to \"car_COPY_3_18\"");
        restart();
        assertThat(all()).isEqualTo(before);
    }

    private void restart() throws Exception {
        try (Migrations next = migrations(database())) {
            next.recover();
        }
    }
}
