package org.carrack.runtime.data.internal.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may change tables; time passes as the test says. */
class LeaseTest {

    private static final Duration LENGTH = Duration.ofHours(1);

    private final JdbcDataSource database = new JdbcDataSource();
    private final AtomicLong now = new AtomicLong();
    private final List<Duration> pauses = new ArrayList<>();
    private Runnable meanwhile = () -> {};

    private final Lease.Waiting waiting = new Lease.Waiting() {
        @Override
        public long nanoTime() {
            return now.get();
        }

        @Override
        public void pause(Duration pause) {
            pauses.add(pause);
            now.addAndGet(pause.toNanos());
            meanwhile.run();
        }
    };

    @BeforeEach
    void makeTable() throws Exception {
        database.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(Lease.TABLE);
        }
    }

    private Lease lease(String server) {
        return new Lease(database, server, LENGTH, waiting);
    }

    @Test
    void theSecondWaitsAndIsToldWhoHasIt() throws Exception {
        try (Lease one = lease("one");
                Lease two = lease("two")) {
            assertThat(one.acquire(Duration.ZERO)).isNull();
            assertThat(two.acquire(Duration.ofSeconds(1))).isEqualTo("one");
            assertThat(pauses).hasSize(11).allMatch(Duration.ofMillis(100)::equals);
            one.release();
            assertThat(two.acquire(Duration.ZERO)).isNull();
        }
    }

    @Test
    void whatIsGivenUpMeanwhileIsTaken() throws Exception {
        try (Lease one = lease("one");
                Lease two = lease("two")) {
            one.acquire(Duration.ZERO);
            meanwhile = one::release;
            assertThat(two.acquire(Duration.ofSeconds(1))).isNull();
            assertThat(pauses).hasSize(1);
        }
    }

    @Test
    void itIsGivenUpWithTheLastOfItsHolders() throws Exception {
        try (Lease one = lease("one");
                Lease two = lease("two")) {
            one.acquire(Duration.ZERO);
            one.acquire(Duration.ZERO);
            one.release();
            assertThat(two.acquire(Duration.ZERO)).isEqualTo("one");
            one.release();
            assertThat(two.acquire(Duration.ZERO)).isNull();
        }
    }

    @Test
    void theRightOfADeadServerEnds() throws Exception {
        try (Lease one = lease("one");
                Lease two = lease("two")) {
            one.acquire(Duration.ZERO);
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("update carrack_lock set until = current_timestamp - interval '1' second");
            }
            assertThat(two.acquire(Duration.ZERO)).isNull();
        }
    }
}
