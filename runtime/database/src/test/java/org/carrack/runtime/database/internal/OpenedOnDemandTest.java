package org.carrack.runtime.database.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenedOnDemandTest {

    @TempDir
    Path folder;

    private final AtomicInteger openings = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicLong now = new AtomicLong();

    private DataSource h2() {
        openings.incrementAndGet();
        return DatabaseAddress.ofFolder(folder).dataSource();
    }

    @Test
    void itIsOpenedOnceForAllWhoComeMeanwhile() throws Exception {
        OpenedOnDemand database = new OpenedOnDemand(this::h2, told::incrementAndGet, now::get);
        assertThat(openings).hasValue(0);
        List<CompletableFuture<Boolean>> asking = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asking.add(CompletableFuture.supplyAsync(() -> {
                try (Connection connection = database.getConnection()) {
                    return connection.isValid(1);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (CompletableFuture<Boolean> one : asking) {
            assertThat(one.get()).isTrue();
        }
        assertThat(openings).hasValue(1);
        assertThat(told).hasValue(1);
        assertThat(database.unwrap(JdbcDataSource.class).getURL()).contains(folder.toString());
    }

    @Test
    void whatCannotBeOpenedIsTriedAgainSomeSecondsLater() throws Exception {
        List<String> problems = new ArrayList<>(List.of("the disk is full"));
        OpenedOnDemand database = new OpenedOnDemand(
                () -> {
                    if (!problems.isEmpty()) {
                        throw new SQLException(problems.remove(0));
                    }
                    return h2();
                },
                told::incrementAndGet,
                now::get);
        assertThatThrownBy(database::getConnection)
                .isInstanceOf(SQLException.class)
                .hasMessage("the disk is full");
        now.addAndGet(TimeUnit.SECONDS.toNanos(4));
        assertThatThrownBy(database::getConnection)
                .as("not tried again yet")
                .isInstanceOf(SQLException.class)
                .hasMessage("the disk is full");
        now.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertThat(told).hasValue(0);
        database.getConnection().close();
        assertThat(told).hasValue(1);
    }

    @Test
    void aServerThatStopsOpensItNoMore() {
        OpenedOnDemand database = new OpenedOnDemand(this::h2, told::incrementAndGet, now::get);
        database.close();
        assertThatThrownBy(database::getConnection)
                .isInstanceOf(SQLException.class)
                .hasMessage("the server's database is closed; the server stops");
        assertThat(openings).hasValue(0);
    }
}
