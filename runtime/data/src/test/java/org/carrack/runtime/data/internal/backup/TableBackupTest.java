package org.carrack.runtime.data.internal.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.carrack.config.SourceLocation;
import org.carrack.data.DataException;
import org.carrack.model.DescriptorReader;
import org.carrack.runtime.data.internal.Databases;
import org.carrack.runtime.data.internal.migration.MigrationException;
import org.carrack.runtime.data.internal.migration.Migrations;
import org.carrack.runtime.data.internal.schema.SchemaReader;
import org.carrack.runtime.data.internal.schema.SchemaRequest;
import org.carrack.runtime.data.internal.sql.Rows;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports that are read in on the other database. */
class TableBackupTest {

    private static final String SCHEMA = """
            <add>
              <table name="data_type"><record><name>money</name><based_on_data_type>decimal(20,2)</based_on_data_type></record></table>
              <table name="node">
                <field name="node_id" data-type="serial"/>
                <field name="name" data-type="varchar" max-length="20" index="Yes"/>
                <field name="parent_id" data-type="bigint" key="foreign" referenced-table-name="node"/>
                <field name="type_id" data-type="bigint" key="foreign" referenced-table-name="data_type"/>
                <field name="price" data-type="money"/><field name="big" data-type="bigint"/>
                <field name="raw" data-type="blob"/><field name="born" data-type="date"/><field name="wakes" data-type="time"/>
                <field name="kind" data-type="enum('a','b')" default-value="a" nullable="No"/>
                <field name="ratio" data-type="double"/><field name="flag" data-type="boolean"/>
                <record><name>root</name><price>1.50</price><big>18446744073709551615</big><raw>bytes</raw>
                  <born>2026-02-28</born><wakes>10:30:00</wakes><kind>b</kind><ratio>0.1</ratio><flag>Yes</flag>
                  <type_id get-from="data_type" where-name-is="money"/></record>
                <record><name>leaf ünï</name><parent_id get-from="node" where-name-is="root"/></record>
              </table>
            </add>""";

    private static final SourceLocation AT = new SourceLocation("bundle.xml", 1, 1);

    @TempDir
    static Path postgresFolder;

    private static EmbeddedPostgres postgres;

    @TempDir
    Path folder;

    private final HikariDataSource h2 = Databases.h2();
    private HikariDataSource other = Databases.h2();

    @BeforeAll
    static void start() throws IOException {
        postgres = Databases.server(postgresFolder);
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void fill() throws Exception {
        other.close();
        other = Databases.postgres(postgres);
        try (Migrations migrations = migrations(h2)) {
            migrations.migrate("tree", "1.0.0", 0, request(SCHEMA), AT).commit();
            migrations
                    .migrate(
                            "more",
                            "1.0.0",
                            0,
                            request(
                                    "<add><table name='node'><field name='note' data-type='text' default-value='-'/></table>"
                                            + "<table name='apart'><field name='apart_id' data-type='serial'/></table></add>"),
                            AT)
                    .commit();
        }
    }

    @AfterEach
    void close() {
        h2.close();
        other.close();
    }

    private static Migrations migrations(HikariDataSource database) {
        return new Migrations(database, "here", Duration.ofSeconds(1), (name, version) -> false);
    }

    private static SchemaRequest request(String schema) throws Exception {
        String xml =
                "<adapt_framework><bundle><name>x</name><version>1.0.0</version><schema>%s</schema></bundle></adapt_framework>"
                        .formatted(schema);
        return SchemaReader.read(DescriptorReader.read("bundle.xml", xml.getBytes(StandardCharsets.UTF_8))
                .descriptor()
                .orElseThrow()
                .tags()
                .get(0));
    }

    private static List<String> rows(HikariDataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Rows.all(connection, sql, List.of(), row -> {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    Object value = Rows.value(row, i);
                    cells.add(
                            value instanceof byte[] bytes
                                    ? new String(bytes, StandardCharsets.UTF_8)
                                    : String.valueOf(value));
                }
                return String.join("|", cells);
            });
        }
    }

    private static final String NODES =
            "select node_id, name, parent_id, price, big, raw, born, wakes, kind, ratio, flag, note from node order by node_id";

    /** A zip with that table of contents, and empty records for its first table. */
    private Path crafted(String tables) throws IOException {
        Path file = folder.resolve("crafted.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("carrack.json"));
            zip.write("{\"format\": 1, \"types\": [], \"tables\": [%s]}"
                    .formatted(tables)
                    .getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("0.jsonl"));
        }
        return file;
    }

    private void assertRefused(String tables, String reason) throws Exception {
        Path file = crafted(tables);
        try (Connection connection = h2.getConnection();
                Migrations migrations = migrations(h2)) {
            Rows.run(connection, "create table if not exists carrack_account (name varchar(20))", List.of());
            Rows.run(connection, "create table if not exists strangers (name varchar(20))", List.of());
            Rows.run(connection, "insert into carrack_account values ('admin')", List.of());
            Rows.run(connection, "insert into strangers values ('ada')", List.of());
            assertThatThrownBy(() -> new TableBackup(h2, migrations).importFrom(file))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(file + " cannot be read in")
                    .hasMessageContaining(reason);
            for (String table : List.of("carrack_account", "strangers")) {
                assertThat(rows(h2, "select * from " + table)).isNotEmpty();
            }
            assertThat(rows(h2, "select name from node")).hasSize(2);
        }
    }

    @Test
    void onlyTablesThatPackagesHaveBroughtAreReadIn() throws Exception {
        String field = "{\"owner\": \"zz\", \"field\": {\"name\": \"x\", \"type\": \"varchar(20)\", \"texts\": {}}}";
        assertRefused(
                "{\"name\": \"carrack_account\", \"fields\": []}",
                "the table carrack_account is the server's own and in no export; nothing was changed");
        assertRefused(
                "{\"name\": \"CARRACK_ACCOUNT\", \"fields\": [%s]}".formatted(field),
                "the table CARRACK_ACCOUNT is the server's own and in no export; nothing was changed");
        assertRefused(
                "{\"name\": \"field\", \"fields\": [%s]}".formatted(field),
                "the table field is the server's own and in no export; nothing was changed");
        assertRefused(
                "{\"name\": \"node\", \"fields\": []}", "it names no fields of the table node; nothing was changed");
        assertRefused(
                "{\"name\": \"strangers\", \"fields\": [%s]}".formatted(field),
                "the database has one already that no package has brought");
        assertRefused(
                "{\"name\": \"node\", \"fields\": [{\"owner\": \"zz\", \"field\": {}}]}",
                "a field of the table node is incomplete; nothing was changed");
        assertRefused(
                "{\"name\": \"a\", \"fields\": [%1$s]}, {\"name\": \"node\", \"fields\": [%1$s]}".formatted(field),
                "the records of the table node are missing in it; nothing was changed");
    }

    @Test
    void aDatabaseWithoutPackagesHasAnEmptyExport() throws Exception {
        Path file = folder.resolve("nothing.zip");
        try (Migrations from = migrations(other);
                Migrations to = migrations(h2)) {
            assertThat(new TableBackup(other, from)
                            .exportTo(file, Optional.empty())
                            .records())
                    .isZero();
            assertThat(new TableBackup(h2, to).importFrom(file).records()).isZero();
            assertThat(rows(h2, "select name from node")).hasSize(2);
        }
    }

    @Test
    void whatOneDatabaseExportsTheOtherReadsIn() throws Exception {
        Path file = folder.resolve("all.zip");
        try (Migrations from = migrations(h2);
                Migrations to = migrations(other)) {
            assertThat(new TableBackup(h2, from)
                            .exportTo(file, Optional.empty())
                            .tables())
                    .contains("node: 2 records", "data_type: 34 records", "apart: 0 records");
            assertThat(new TableBackup(other, to).importFrom(file).records()).isEqualTo(36);
            assertThat(rows(other, NODES)).isEqualTo(rows(h2, NODES));
            assertThat(rows(other, "select type_id from node where name = 'root'"))
                    .isEqualTo(rows(other, "select data_type_id from data_type where name = 'money'"));
            assertThat(rows(other, "select bundle_name, field_name from field where table_name = 'node' order by 2"))
                    .isEqualTo(
                            rows(h2, "select bundle_name, field_name from field where table_name = 'node' order by 2"));
            assertThat(rows(other, "select count(*) from field where data_type_id is null"))
                    .containsExactly("0");
            // Counting goes on where it was, and the package finds its tables.
            try (Connection connection = other.getConnection()) {
                Rows.run(connection, "insert into node (name) values ('next')", List.of());
            }
            assertThat(rows(other, "select node_id from node where name = 'next'"))
                    .containsExactly("3");
            to.migrate("tree", "1.0.0", 0, request(SCHEMA), AT).commit();
            assertThat(rows(other, "select count(*) from node")).containsExactly("3");
            // And back.
            Path back = folder.resolve("back.zip");
            new TableBackup(other, to).exportTo(back, Optional.of("tree"));
            new TableBackup(h2, from).importFrom(back);
            assertThat(rows(h2, NODES)).isEqualTo(rows(other, NODES)).hasSize(3);
        }
    }

    @Test
    void whatCannotBeReadInChangesNothing() throws Exception {
        Path file = folder.resolve("all.zip");
        try (Migrations from = migrations(h2);
                Migrations to = migrations(other)) {
            new TableBackup(h2, from).exportTo(file, Optional.empty());
            assertThatThrownBy(() -> new TableBackup(h2, from).exportTo(file, Optional.empty()))
                    .hasMessageContaining("is there already; choose another name");
            assertThatThrownBy(() -> new TableBackup(h2, from).exportTo(folder.resolve("x"), Optional.of("nosuch")))
                    .hasMessage("package nosuch has no tables");
            assertThat(folder.resolve("x")).doesNotExist();
            TableBackup backup = new TableBackup(other, to);
            assertThatThrownBy(() -> backup.importFrom(folder.resolve("nosuch")))
                    .hasMessageContaining("there is no file");
            Path text = Files.writeString(folder.resolve("text"), "text");
            assertThatThrownBy(() -> backup.importFrom(text))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("is no export of Carrack");
            Path cut = Files.write(folder.resolve("cut"), Files.readAllBytes(file));
            Path without = without(cut);
            assertThatThrownBy(() -> backup.importFrom(without))
                    .hasMessageContaining("the records of the table")
                    .hasMessageContaining("are missing");
            assertThat(to.dictionary().tables()).doesNotContain("node", "apart");
        }
    }

    /** A copy in which the records of one table are missing. */
    private Path without(Path file) throws IOException {
        Path copy = folder.resolve("without");
        try (java.util.zip.ZipFile from = new java.util.zip.ZipFile(file.toFile());
                java.util.zip.ZipOutputStream to = new java.util.zip.ZipOutputStream(Files.newOutputStream(copy))) {
            for (var entry : java.util.Collections.list(from.entries())) {
                if (!entry.getName().equals("1.jsonl")) {
                    to.putNextEntry(new java.util.zip.ZipEntry(entry.getName()));
                    from.getInputStream(entry).transferTo(to);
                }
            }
        }
        return copy;
    }

    @Test
    void aTableOfAnotherPackageIsNotTakenOver() throws Exception {
        Path file = folder.resolve("all.zip");
        try (Migrations from = migrations(h2);
                Migrations to = migrations(other)) {
            new TableBackup(h2, from).exportTo(file, Optional.of("tree"));
            to.migrate(
                            "else",
                            "1.0.0",
                            0,
                            request(
                                    "<add><table name='node'><field name='node_id' data-type='int' key='primary'/></table></add>"),
                            AT)
                    .commit();
            assertThatThrownBy(() -> new TableBackup(other, to).importFrom(file))
                    .isInstanceOf(DataException.class);
            assertThat(rows(other, "select column_name from information_schema.columns where table_name = 'node'"))
                    .doesNotContain("price");
        } catch (MigrationException e) {
            throw new AssertionError(e);
        }
    }
}
