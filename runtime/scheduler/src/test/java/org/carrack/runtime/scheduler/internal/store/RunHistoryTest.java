package org.carrack.runtime.scheduler.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.carrack.manage.ServiceRun;
import org.carrack.manage.ServiceRun.Outcome;
import org.carrack.manage.ServiceRun.Trigger;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same over each database. */
abstract class RunHistoryTest {

    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir
    Path folder;

    private DataSource database;

    abstract DataSource database();

    @BeforeEach
    void open() throws SQLException {
        database = database();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            // Of the test before.
            statement.execute("drop table if exists carrack_service_run");
            statement.execute("drop table if exists carrack_version");
        }
    }

    private static ServiceRun run(String service, int second, Outcome outcome, int seconds) {
        return new ServiceRun(
                service,
                Trigger.SCHEDULE,
                NOON.plusSeconds(second),
                NOON.plusSeconds(second),
                Duration.ofSeconds(seconds),
                outcome,
                outcome == Outcome.FAILED ? "java.lang.Error: no printer" : "",
                "one");
    }

    @Test
    void whatServicesDidIsKnown() throws Exception {
        RunHistory history = new RunHistory(database, "one");
        ServiceRun done = run("a.b", 0, Outcome.DONE, 0);
        ServiceRun failed = run("a.b", 1, Outcome.FAILED, 1);
        history.ended(done);
        history.ended(failed);
        history.ended(run("a.c", 1, Outcome.MISSED, 0));
        history.store(List.of(), 100);
        assertThat(new RunHistory(database, "one").last("a.b", 10)).containsExactly(failed, done);
        assertThat(history.last("a.b", 1)).containsExactly(failed);
        history.purge("a");
        assertThat(history.last("a.c", 10)).isEmpty();
    }

    @Test
    void aRunThatGoesOnIsKnownTooAndLostWithItsServer() throws Exception {
        RunHistory history = new RunHistory(database, "one");
        ServiceRun quick = run("a.quick", 0, Outcome.RUNNING, 1);
        ServiceRun slow = run("a.slow", 0, Outcome.RUNNING, 10);
        history.store(List.of(quick, slow), 100);
        history.store(List.of(quick, slow), 100);
        assertThat(history.last("a.quick", 10)).isEmpty();
        assertThat(history.last("a.slow", 10)).containsExactly(slow);
        RunHistory next = new RunHistory(database, "one");
        assertThat(next.last("a.slow", 10)).singleElement().satisfies(run -> {
            assertThat(run.outcome()).isEqualTo(Outcome.LOST);
            assertThat(run.error()).isEqualTo("the server ended before it had");
        });
    }

    @Test
    void anotherServersRunsAreNotLost() throws Exception {
        RunHistory history = new RunHistory(database, "one");
        ServiceRun slow = run("a.slow", 0, Outcome.RUNNING, 10);
        history.store(List.of(slow), 100);
        assertThat(new RunHistory(database, "two").last("a.slow", 10)).containsExactly(slow);
        ServiceRun done = run("a.slow", 0, Outcome.DONE, 20);
        history.ended(done);
        history.store(List.of(), 100);
        assertThat(history.last("a.slow", 10)).as("one run is one row").containsExactly(done);
    }

    @Test
    void theLastAreKept() throws Exception {
        RunHistory history = new RunHistory(database, "one");
        for (int i = 0; i < 100; i++) {
            history.ended(run("a.b", i, Outcome.DONE, 0));
            history.store(List.of(), 20);
        }
        assertThat(history.last("a.b", 1_000)).hasSizeBetween(20, 30);
        history.deleteOlder(NOON.plusSeconds(95));
        assertThat(history.last("a.b", 1_000)).hasSize(5);
    }

    @Test
    void whileTheDatabaseIsAwayRunsWait() throws Exception {
        JdbcDataSource nowhere = new JdbcDataSource();
        nowhere.setURL("jdbc:h2:tcp://127.0.0.1:1/nothing");
        AtomicBoolean isAway = new AtomicBoolean(true);
        DataSource sometimes = new Sometimes(database, nowhere, isAway);
        RunHistory history = new RunHistory(sometimes, "one");
        ServiceRun first = run("a.b", 0, Outcome.DONE, 0);
        history.ended(first);
        history.store(List.of(), 100);
        ServiceRun second = run("a.b", 1, Outcome.DONE, 0);
        history.ended(second);
        isAway.set(false);
        history.store(List.of(), 100);
        assertThat(history.last("a.b", 10)).containsExactly(second, first);
    }

    @Test
    void pausesOutliveTheServer() throws IOException {
        Path file = folder.resolve("scheduler/paused");
        PausedServices paused = new PausedServices(file);
        paused.pause("a.b");
        paused.pause("c.d");
        paused.pause("a.b");
        assertThat(new PausedServices(file).isPaused("a.b")).isTrue();
        paused.resume("a.b");
        paused.resume("a.b");
        assertThat(new PausedServices(file).isPaused("a.b")).isFalse();
        new PausedServices(file).purge("c");
        assertThat(new PausedServices(file).isPaused("c.d")).isFalse();
    }
}
