package org.carrack.runtime.auth.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.carrack.auth.AccessToken;
import org.carrack.auth.Session;
import org.carrack.spi.data.ServerTables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of accounts, the same in each database. */
abstract class AccountStoreTest {

    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00.123Z");
    private static final String ODD = "'; drop table carrack_account; -- \"ü使";

    private AccountStore store;
    private Instant now = CREATED;

    /** An empty database, or one that holds nothing but our tables. */
    abstract DataSource database() throws SQLException;

    @BeforeEach
    void open() throws SQLException {
        store = new AccountStore(database());
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("delete from carrack_account");
        }
    }

    private static AccountRow account(String name, String... roles) {
        return new AccountRow(
                name, Set.of(roles), Set.of("a", "b"), ODD, "company", ODD, Optional.of("$hash$"), CREATED);
    }

    private static TokenRow token(String digest, String account, String name) {
        return new TokenRow(
                digest,
                new AccessToken(account, name, Set.of("user"), Set.of(), CREATED, Optional.of(CREATED.plusSeconds(5))));
    }

    private static SessionRow session(String digest, String account) {
        return new SessionRow(digest, new Session("id-" + digest, account, CREATED, CREATED, "::1", ODD), Map.of());
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void tablesWithoutAVersionAreThoseOfTheFirst() throws SQLException {
        store.insert(account("ada", "admin"));
        sql("drop table carrack_version");
        assertThat(new AccountStore(database()).accounts())
                .extracting(AccountRow::name)
                .containsExactly("ada");
        sql("update carrack_version set version = version where component = 'accounts' and version = 1");
    }

    @Test
    void tablesAreMigratedStepByStepAndOnce() throws SQLException {
        List<String> first = List.of("create table if not exists carrack_test (name varchar(10) primary key)");
        List<String> second = List.of("alter table carrack_test add column size integer default 7 not null");
        try {
            ServerTables.migrate(database(), "test", List.of(first));
            sql("insert into carrack_test (name) values ('a')");
            ServerTables.migrate(database(), "test", List.of(first, second));
            ServerTables.migrate(database(), "test", List.of(first, second));
            sql(
                    "insert into carrack_test (name, size) select 'b', size from carrack_test where name = 'a' and size = 7");
            assertThatThrownBy(() -> ServerTables.migrate(database(), "test", List.of(first)))
                    .isInstanceOf(ServerTables.NewerException.class)
                    .hasMessage(
                            "the tables of test have version 2, made by a newer Carrack; this one knows version 1: use the newer one, or another database");
        } finally {
            sql("drop table carrack_test", "delete from carrack_version where component = 'test'");
        }
    }

    @Test
    void whatIsWrittenIsRead() throws SQLException {
        AccountRow ada = account("ada", "admin", "package:polls");
        AccountRow bare =
                new AccountRow("bob", Set.of(), Set.of(), "", "", "", Optional.empty(), Instant.ofEpochMilli(1));
        store.insert(ada);
        store.insert(bare);
        store.put(token("d1", "ada", "ci"));
        store.insert(session("s1", "ada"));

        AccountStore other = new AccountStore(database());

        assertThat(other.accounts()).containsExactlyInAnyOrder(ada, bare);
        assertThat(other.tokens()).containsExactly(token("d1", "ada", "ci"));
        assertThat(other.sessions()).containsExactly(session("s1", "ada"));
    }

    @Test
    void aChangeIsInThePlaceOfWhatWas() throws SQLException {
        store.insert(account("ada", "user"));
        store.update(account("ada", "admin").withHash("$other$"));
        store.put(token("d1", "ada", "ci"));
        store.put(token("d2", "ada", "ci"));

        assertThat(store.accounts()).containsExactly(account("ada", "admin").withHash("$other$"));
        assertThat(store.tokens()).containsExactly(token("d2", "ada", "ci"));
    }

    @Test
    void twoOfOneNameAreRefused() throws SQLException {
        store.insert(account("ada", "user"));

        assertThatThrownBy(() -> store.insert(account("ada", "admin"))).isInstanceOf(SQLException.class);
        assertThat(store.accounts()).containsExactly(account("ada", "user"));
    }

    @Test
    void withAnAccountGoWhatIsIts() throws SQLException {
        store.insert(account("ada"));
        store.insert(account("bob"));
        store.put(token("d1", "ada", "ci"));
        store.put(token("d2", "bob", "ci"));
        store.insert(session("s1", "ada"));

        store.deleteAccount("ada");

        assertThat(store.accounts()).containsExactly(account("bob"));
        assertThat(store.tokens()).containsExactly(token("d2", "bob", "ci"));
        assertThat(store.sessions()).isEmpty();
    }

    @Test
    void sessionsEndAfterTheirLimits() throws SQLException {
        store.insert(account("ada"));
        InstantSource clock = () -> now;
        Sessions sessions = new Sessions(store, clock, () -> 100, () -> 250);
        String idle = Secrets.digest(sessions.begin("ada", "::1", "idle", Map.of()));
        String busy = Secrets.digest(sessions.begin("ada", "::1", "busy", Map.of()));

        now = CREATED.plusSeconds(90);
        assertThat(sessions.find(busy)).isPresent();
        now = CREATED.plusSeconds(110);
        assertThat(sessions.find(idle)).as("110 s without a request").isEmpty();
        assertThat(sessions.find(busy)).isPresent();
        sessions.save();

        // After a restart it goes on where it was.
        Sessions restarted = new Sessions(store, clock, () -> 100, () -> 250);
        assertThat(restarted.list("")).extracting(Session::agent).containsExactly("busy");
        now = CREATED.plusSeconds(200);
        assertThat(restarted.find(busy)).isPresent();
        now = CREATED.plusSeconds(251);
        assertThat(restarted.find(busy)).as("251 s in all").isEmpty();
        restarted.save();
        assertThat(store.sessions()).isEmpty();
    }

    @Test
    void endedSessionsStayEnded() throws SQLException {
        store.insert(account("ada"));
        store.insert(account("bob"));
        Sessions sessions = new Sessions(store, () -> now, () -> 100, () -> 250);
        String ada = Secrets.digest(sessions.begin("ada", "::1", "a", Map.of()));
        String bob = Secrets.digest(sessions.begin("bob", "::1", "b", Map.of()));

        List<Session> ended = sessions.end(row -> row.session().account().equals("ada"));

        assertThat(ended).extracting(Session::account).containsExactly("ada");
        Sessions restarted = new Sessions(store, () -> now, () -> 100, () -> 250);
        assertThat(restarted.find(ada)).isEmpty();
        assertThat(restarted.find(bob)).isPresent();
    }
}
