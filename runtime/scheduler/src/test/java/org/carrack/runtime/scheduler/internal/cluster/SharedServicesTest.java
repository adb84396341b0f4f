package org.carrack.runtime.scheduler.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.carrack.auth.Caller;
import org.carrack.manage.ServiceException;
import org.carrack.manage.ServiceRun.Outcome;
import org.carrack.manage.ServiceStatus;
import org.carrack.manage.ServiceStatus.State;
import org.carrack.runtime.scheduler.internal.engine.ServiceDefinition;
import org.carrack.runtime.scheduler.internal.store.RunHistory;
import org.carrack.service.BackgroundService;
import org.carrack.service.JobContext;
import org.carrack.service.MissedRuns;
import org.carrack.service.RunsOn;
import org.carrack.service.Schedule;
import org.carrack.service.ServiceName;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Two servers in one process, on one database. */
class SharedServicesTest {

    private static final Caller ADMIN = new Caller("admin", Set.of(Caller.ADMIN));

    @TempDir
    static Path files;

    private static EmbeddedPostgres postgres;

    private final Map<String, String> overrides = new ConcurrentHashMap<>();
    private final List<SharedServices> servers = new ArrayList<>();
    private final BlockingQueue<Run> runs = new LinkedBlockingQueue<>();

    private record Run(String node, Instant scheduledFor, long fencingToken) {}

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .setOverrideWorkingDirectory(files.toFile())
                .start();
    }

    @AfterAll
    static void end() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of(
                    "carrack_service_run", "carrack_service_task", "carrack_service_pause", "carrack_version")) {
                statement.execute("drop table if exists " + table);
            }
        }
    }

    @AfterEach
    void stop() {
        servers.forEach(SharedServices::stop);
    }

    @ServiceName("shared")
    private class Shared implements BackgroundService {

        private final String node;
        private final Schedule schedule;

        Shared(String node, Schedule schedule) {
            this.node = node;
            this.schedule = schedule;
        }

        @Override
        public Schedule schedule() {
            return schedule;
        }

        @Override
        public RunsOn runsOn() {
            return RunsOn.ONE_SERVER;
        }

        @Override
        public void job(JobContext context) throws InterruptedException {
            runs.add(new Run(node, context.scheduledFor(), context.fencingToken()));
        }
    }

    private SharedServices server(DataSource database, String node) {
        SharedServices server = new SharedServices(
                database,
                new Random(1),
                // It ends with its server.
                Executors.newCachedThreadPool(),
                name -> overrides.getOrDefault(name, ""),
                new RunHistory(database, node),
                node,
                Duration.ofSeconds(1));
        servers.add(server);
        return server;
    }

    private static ServiceDefinition definition(BackgroundService service) {
        return ServiceDefinition.of("hello", service, LoggerFactory.getLogger("hello"));
    }

    private SharedServices server(String node, Schedule schedule) {
        SharedServices server = server(postgres.getPostgresDatabase(), node);
        server.add(definition(new Shared(node, schedule)));
        server.check();
        return server;
    }

    private Run next() throws InterruptedException {
        Run run = runs.poll(30, TimeUnit.SECONDS);
        assertThat(run).as("a run").isNotNull();
        return run;
    }

    @Test
    void oneOfTheServersRunsItAtEachTime() throws Exception {
        server("one", Schedule.every(Duration.ofSeconds(1)));
        server("two", Schedule.every(Duration.ofSeconds(1)));
        List<Run> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            all.add(next());
        }
        assertThat(all).extracting(Run::scheduledFor).doesNotHaveDuplicates();
        assertThat(all).extracting(Run::fencingToken).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void itsTimeStaysWhenItsPackageStopsAndAnotherServerGoesOn() throws Exception {
        SharedServices one = server("one", Schedule.every(Duration.ofSeconds(1)));
        assertThat(next().node()).isEqualTo("one");
        one.stop();
        runs.clear();
        server("two", Schedule.every(Duration.ofSeconds(1)));
        assertThat(next().node()).isEqualTo("two");
    }

    @Test
    void aServerWithoutThePackageHandsItOver() throws Exception {
        SharedServices one = server(postgres.getPostgresDatabase(), "one");
        ServiceDefinition shared = definition(new Shared("one", Schedule.every(Duration.ofSeconds(1))));
        one.add(shared);
        one.add(definition(new Other()));
        one.check();
        Run first = next();
        one.remove(definition(new Shared("one", Schedule.every(Duration.ofSeconds(1)))));
        assertThat(one.has("hello.shared")).as("another object of that name").isTrue();
        one.remove(shared);
        SharedServices two = server("two", Schedule.every(Duration.ofSeconds(1)));
        Run later = next();
        while (later.node().equals("one")) {
            later = next();
        }
        // What was interrupted after the job had told of it is run again.
        assertThat(later.scheduledFor()).isAfterOrEqualTo(first.scheduledFor());
        assertThat(two.list()).extracting(ServiceStatus::name).containsExactly("hello.shared");
    }

    private static final class Other extends AbstractYearly {}

    @Test
    void pausesAreThoseOfAllServers() throws Exception {
        SharedServices one = server("one", Schedule.every(Duration.ofSeconds(1)));
        SharedServices two = server("two", Schedule.every(Duration.ofSeconds(1)));
        next();
        assertThat(one.pause("hello.shared", ADMIN).state()).isIn(State.PAUSED, State.RUNNING);
        assertThat(two.list()).extracting(ServiceStatus::next).containsOnly(Optional.empty());
        // One that was begun before may end still.
        Run last = runs.poll(2_500, TimeUnit.MILLISECONDS);
        while (last != null) {
            last = runs.poll(2_500, TimeUnit.MILLISECONDS);
        }
        two.run("hello.shared", ADMIN);
        next();
        Instant resumed = Instant.now();
        assertThat(two.resume("hello.shared", ADMIN).name()).isEqualTo("hello.shared");
        assertThat(next().scheduledFor())
                .as("what passed is not made up for")
                .isAfter(resumed.minus(Duration.ofSeconds(2)));
    }

    @Test
    void anotherScheduleIsInEffectAtOnce() throws Exception {
        SharedServices one = server("one", Schedule.cron("0 0 1 1 *"));
        assertThat(one.list().get(0).next()).isPresent();
        overrides.put("hello.shared", "1s");
        one.check();
        next();
        assertThat(one.list().get(0).schedule()).isEqualTo("every 1 s");
        assertThat(one.list().get(0).isOverridden()).isTrue();
    }

    @Test
    void whoeverWantsCanHaveItRun() throws Exception {
        SharedServices one = server("one", Schedule.cron("0 0 1 1 *"));
        Instant planned = one.list().get(0).next().orElseThrow();
        one.run("hello.shared", ADMIN);
        next();
        CountDownLatch inJob = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        one.add(definition(new Blocking(inJob, goOn)));
        one.check();
        one.run("hello.blocking", ADMIN);
        assertThat(inJob.await(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> one.run("hello.blocking", ADMIN))
                .isInstanceOf(ServiceException.class)
                .hasMessage("the service hello.blocking runs already");
        assertThat(one.list())
                .filteredOn(service -> service.name().equals("hello.shared"))
                .extracting(service -> service.next().orElseThrow())
                .as("as planned")
                .containsExactly(planned);
        goOn.countDown();
    }

    private abstract static class AbstractYearly implements BackgroundService {
        @Override
        public Schedule schedule() {
            return Schedule.cron("0 0 1 1 *");
        }

        @Override
        public RunsOn runsOn() {
            return RunsOn.ONE_SERVER;
        }

        @Override
        public MissedRuns missedRuns() {
            return MissedRuns.SKIP;
        }

        @Override
        public void job(JobContext context) throws InterruptedException {
            // Nothing is to be done.
        }
    }

    private static final class Blocking extends AbstractYearly {

        private final CountDownLatch inJob;
        private final CountDownLatch goOn;

        Blocking(CountDownLatch inJob, CountDownLatch goOn) {
            this.inJob = inJob;
            this.goOn = goOn;
        }

        @Override
        public void job(JobContext context) throws InterruptedException {
            inJob.countDown();
            goOn.await();
        }
    }

    @Test
    void whileTheDatabaseIsAwayTheyWait() throws Exception {
        JdbcDataSource nowhere = new JdbcDataSource();
        nowhere.setURL("jdbc:h2:tcp://127.0.0.1:1/nothing");
        SharedServices one = server(nowhere, "one");
        one.add(definition(new Other()));
        one.check();
        assertThat(one.list()).extracting(ServiceStatus::state).containsExactly(State.WAITING);
        assertThatThrownBy(() -> one.pause("hello.other", ADMIN))
                .hasMessageStartingWith("the database that the servers share is away, and nothing was done: ");
    }

    @Test
    void itRunsOnH2Too() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:" + files.resolve("carrack") + ";DB_CLOSE_DELAY=-1");
        SharedServices one = server(database, "one");
        one.add(definition(new Shared("one", Schedule.every(Duration.ofSeconds(1)))));
        one.check();
        assertThat(next().node()).isEqualTo("one");
        assertThat(new RunHistory(database, "one").last("hello.shared", 1))
                .extracting(run -> run.outcome())
                .doesNotContain(Outcome.FAILED);
    }
}
