package org.carrack.runtime.database.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
