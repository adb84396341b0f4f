package org.carrack.runtime.database.internal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {

    @Test
    void whatIsSecretIsNotShown() {
        assertThat(new DatabaseAddress("jdbc:postgresql://db/carrack?user=c&password=hush&ssl=true", "", ""))
                .hasToString("jdbc:postgresql://db/carrack?user=c&password=***&ssl=true");
        assertThat(new DatabaseAddress("jdbc:postgresql://c:hush@db/carrack", "", ""))
                .hasToString("jdbc:postgresql://***@db/carrack");
        assertThat(new DatabaseAddress("jdbc:h2:mem:a;PASSWORD=hush", "", ""))
                .hasToString("jdbc:h2:mem:a;PASSWORD=***");
    }

    @Test
    void anotherDatabaseIsRefusedWithTheOnesThatAreKnown() {
        assertThatThrownBy(() -> new DatabaseAddress("jdbc:mysql://db/carrack", "", "").dataSource())
                .hasMessage("jdbc:mysql://db/carrack is a database that Carrack does not speak to; give it a URL that"
                        + " begins with jdbc:postgresql: or jdbc:h2:");
    }

    @Test
    void aFolderMayHaveSpacesInItsName(@TempDir Path folder) throws SQLException {
        Path odd = folder.resolve("a b=c");

        try (Connection connection = DatabaseAddress.ofFolder(odd).dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table \"t\" (a int)");
            statement.execute("select A from T");
        }

        assertThat(odd.resolve("carrack.mv.db")).exists();
    }

    /** Java closes a file for all when a thread that writes to it is interrupted. */
    @ParameterizedTest
    @ValueSource(strings = {"", "jdbc:h2:file:", "jdbc:h2:"})
    void aThreadThatIsInterruptedDoesNotCloseTheDatabaseForTheOthers(String form, @TempDir Path folder)
            throws Exception {
        DataSource database = (form.isEmpty()
                        ? DatabaseAddress.ofFolder(folder)
                        : new DatabaseAddress(form + folder.resolve("said") + ";WRITE_DELAY=0", "sa", ""))
                .dataSource();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (a int primary key)");
            CountDownLatch begun = new CountDownLatch(20);
            Thread busy = new Thread(() -> insertUntilInterrupted(database, begun));
            busy.start();
            begun.await();

            busy.interrupt();
            busy.join();

            statement.execute("insert into t values (-1)");
            try (ResultSet row = statement.executeQuery("select count(*) from t")) {
                row.next();
                assertThat(row.getInt(1)).isGreaterThan(20);
            }
        }
    }

    private static void insertUntilInterrupted(DataSource database, CountDownLatch begun) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                statement.execute("insert into t values (" + i + ")");
                begun.countDown();
            }
            // Still interrupted: this is what closes the file.
            statement.execute("insert into t values (-2)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theRoomOfCommitsIsGivenBack(@TempDir Path folder) throws Exception {
        DataSource database = DatabaseAddress.ofFolder(folder).dataSource();
        Path file = folder.resolve("carrack.mv.db");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                H2Compaction compaction = requireNonNull(H2Compaction.start(database))) {
            statement.execute("create table t (a int primary key, b varchar)");
            for (int i = 0; i < 2_000; i++) {
                statement.execute("insert into t values (%d, '%s')".formatted(i, "b".repeat(100)));
            }
            long before = Files.size(file);

            compaction.run();
            // Nothing is committed meanwhile.
            compaction.run();

            assertThat(Files.size(file)).isLessThan(before / 4);
        }
    }
}
