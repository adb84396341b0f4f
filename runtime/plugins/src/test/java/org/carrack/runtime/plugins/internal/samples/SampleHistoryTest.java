package org.carrack.runtime.plugins.internal.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.carrack.manage.PluginSamples;
import org.carrack.manage.PluginSamples.Point;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class SampleHistoryTest {

    private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final SampleHistory history = new SampleHistory(database(), new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return java.util.Objects.requireNonNull(now.get());
        }
    });

    private static DataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:samples" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
        return database;
    }

    private void measure() {
        for (int i = 0; i < 120; i++) {
            now.set(START.plusSeconds(i));
            history.add("p.Timer", "cpu", i, "%");
        }
        history.add("p.Timer", "heap", 1.5, "MB");
        history.add("p.Other", "cpu", 9, "%");
    }

    @Test
    void keepsEachValue() throws SQLException {
        measure();
        List<PluginSamples> all =
                history.read("p.Timer", START.plusSeconds(10), START.plusSeconds(12), Duration.ZERO, 100);
        assertThat(all)
                .containsExactly(new PluginSamples(
                        "p.Timer",
                        "cpu",
                        "%",
                        List.of(
                                new Point(START.plusSeconds(10), 10, 10, 10, 1),
                                new Point(START.plusSeconds(11), 11, 11, 11, 1))));
    }

    @Test
    void makesOnePointOfEachStretch() throws SQLException {
        measure();
        List<PluginSamples> all = history.read("p.Timer", START, START.plusSeconds(3_600), Duration.ofMinutes(1), 100);
        assertThat(all)
                .containsExactly(
                        new PluginSamples(
                                "p.Timer",
                                "cpu",
                                "%",
                                List.of(
                                        new Point(START, 0, 29.5, 59, 60),
                                        new Point(START.plusSeconds(60), 60, 89.5, 119, 60))),
                        new PluginSamples(
                                "p.Timer", "heap", "MB", List.of(new Point(START.plusSeconds(60), 1.5, 1.5, 1.5, 1))));
    }

    @Test
    void deletesWhatIsOldAndWhatIsOfAPackageThatIsGone() throws SQLException {
        measure();
        history.store();
        now.set(START.plusSeconds(100));
        history.deleteOlder(Duration.ofSeconds(1));
        assertThat(history.read("p.Timer", START, START.plusSeconds(99), Duration.ZERO, 200))
                .isEmpty();
        assertThat(history.knows("p.Other")).isTrue();
        history.purge("p");
        assertThat(history.knows("p.Other")).isFalse();
        assertThat(history.knows("p.Timer")).isFalse();
    }

    @Test
    void keepsTheNewestWhileTheDatabaseIsAway() throws SQLException {
        DataSource real = database();
        boolean[] isAway = {true};
        DataSource sometimes = (DataSource) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (isAway[0]) {
                        throw new SQLException("it is away");
                    }
                    Connection connection = real.getConnection();
                    return connection;
                });
        SampleHistory kept = new SampleHistory(sometimes, Clock.fixed(START, ZoneOffset.UTC));
        kept.add("p.Timer", "cpu", 1, "%");
        kept.store();
        kept.add("p.Timer", "cpu", 2, "%");
        kept.store();
        isAway[0] = false;
        assertThat(kept.read("p.Timer", START, START.plusSeconds(1), Duration.ZERO, 10)
                        .get(0)
                        .points())
                .extracting(Point::mean)
                .containsExactly(1.0, 2.0);
    }
}
