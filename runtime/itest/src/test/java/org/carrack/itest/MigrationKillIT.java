package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.carrack.itest.ServerProcess.Ended;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/**
 * The server's process is killed at random moments of an upgrade that changes tables. After the restart tables, dictionary and package
 * are those of one version or the other, and no record is lost. {@code MigrationsTest} does the same between any two statements.
 */
@Category(OwnProcess.class)
public class MigrationKillIT {

    private static final int RECORDS = 300;

    private static final String PROBE = """
            import java.sql.*;
            import java.util.*;
            import javax.sql.DataSource;
            import org.carrack.actor.*;
            import org.osgi.service.component.annotations.*;
            @Component
            public class Probe implements Actor {
                @Reference(target = "(carrack.database=server)") DataSource database;
                @ActorMethod public String rows(String sql) throws SQLException {
                    List<String> all = new ArrayList<>();
                    try (Connection connection = database.getConnection(); Statement statement = connection.createStatement();
                            ResultSet rows = statement.executeQuery(sql)) {
                        while (rows.next()) {
                            all.add(rows.getString(1));
                        }
                    }
                    return String.join(" ", all);
                }
            }
            """;

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void onH2() throws Exception {
        killWhileUpgrading();
    }

    @Test
    public void onPostgres() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start()) {
            killWhileUpgrading("--database", postgres.getJdbcUrl("postgres", "postgres"));
        }
    }

    private void killWhileUpgrading(String... options) throws Exception {
        Path home = folder.newFolder("home").toPath();
        // There are two databases.
        int kills = Integer.getInteger("carrack.kills") / 2;
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int upgraded = 0;
        int version = 1;
        ServerProcess server = ServerProcess.start(home, "", options);
        try {
            add(server, zip("probe", "package.toml", TestPackages.toml("probe", "1.0.0"), "Probe.java", PROBE));
            add(server, zip("m1", "bundle.xml", schema(version)));
            for (int i = 0; i < kills; i++) {
                Path next = zip("m" + (version + 1), "bundle.xml", schema(version + 1));
                AtomicReference<String> answer = new AtomicReference<>("");
                ServerProcess doomed = server;
                Thread adding = new Thread(() -> {
                    try {
                        answer.set(doomed.post(
                                "/admin/actors/packages/add_package",
                                "{\"path\": \"%s\"}".formatted(next),
                                doomed.ownerToken()));
                    } catch (IOException | InterruptedException e) {
                        answer.set("");
                    }
                });
                adding.start();
                adding.join(1 + random.nextInt(500));
                server.kill();
                adding.join();
                server = ServerProcess.start(home, "", options);
                String when = "kill %d of seed %d".formatted(i, seed);
                int now = whole(server, when);
                assertTrue(when + ": " + now, now == version || now == version + 1);
                assertTrue(
                        when + ": " + answer,
                        now == version + 1 || !answer.get().startsWith("{\"data\""));
                upgraded += now - version;
                if (now == version) {
                    add(server, next);
                }
                version++;
                assertEquals(when, version, whole(server, when));
            }
        } finally {
            server.close();
        }
        System.out.printf("%d kills, seed %d: upgraded %d times%n", kills, seed, upgraded);
    }

    /** Which version is there; all of it must be. */
    private static int whole(ServerProcess server, String when) throws Exception {
        String list = server.command("package", "list", "--json").out();
        String version =
                list.replaceFirst("(?s).*\"name\":\"m\",\"version\":\"1\\.(\\d+)\\.0\",\"state\":\"ACTIVE\".*", "$1");
        assertTrue(when + ": " + list, version.matches("\\d+"));
        boolean isSecond = Integer.parseInt(version) % 2 == 0;
        String columns = "select table_name || '.' || column_name || ':' || data_type || ':' || is_nullable"
                + " from information_schema.columns where table_schema = current_schema and table_name in ('m', 'm2')"
                + " and column_name not like 'date%' order by table_name, column_name";
        String string = "character varying";
        assertEquals(
                when,
                isSecond
                        ? "m.a:bigint:NO m.extra:%s:YES m.m_id:bigint:NO m.n:bigint:YES m.name:%s:YES m2.m2_id:bigint:NO m2.name:%s:YES"
                                .formatted(string, string, string)
                        : "m.a:bigint:YES m.m_id:bigint:NO m.n:%s:YES m.name:%s:YES".formatted(string, string),
                rows(server, columns));
        assertEquals(
                when,
                "" + RECORDS,
                rows(server, "select count(*) from m where date_deleted is null and n is not null"));
        String dictionary = "select table_name || '.' || field_name from field where date_deleted is null";
        String database = "select table_name || '.' || column_name from information_schema.columns"
                + " where table_schema = current_schema and table_name not like 'carrack%'";
        assertEquals(when, "", rows(server, dictionary + " except " + database));
        assertEquals(when, "", rows(server, database + " except " + dictionary));
        assertEquals(when, "0", rows(server, "select count(*) from carrack_migration"));
        return Integer.parseInt(version);
    }

    private static String rows(ServerProcess server, String sql) throws Exception {
        String json = server.post("/probe/actors/probe/rows", "{\"sql\": \"%s\"}".formatted(sql), server.ownerToken());
        assertTrue(json, json.startsWith("\""));
        return json.substring(1, json.length() - 1);
    }

    private static void add(ServerProcess server, Path source) throws Exception {
        Ended added = server.command("package", "add", source.toString());
        assertEquals(added.err(), 0, added.status());
    }

    /** An odd version has one table, an even one has two, and changes the first. */
    private static String schema(int version) {
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < RECORDS; i++) {
            records.append("<record><name>r%d</name><n>%d</n></record>".formatted(i, i));
        }
        boolean isSecond = version % 2 == 0;
        String first =
                """
                <field name="m_id" data-type="bigint" key="primary" auto-increment="Yes"/>
                <field name="name" data-type="varchar" max-length="20"/>
                <field name="n" data-type="%s"/>
                <field name="a" data-type="int" %s/>
                """.formatted(isSecond ? "int" : "varchar(10)", isSecond ? "nullable=\"No\" default-value=\"1\"" : "");
        String more = isSecond ? """
                <table name="m2"><field name="m2_id" data-type="bigint" key="primary" auto-increment="Yes"/>
                <field name="name" data-type="varchar" max-length="20"/>%s</table>
                """.formatted(records.toString().replaceAll("<n>\\d+</n>", "")) : "";
        String removal = isSecond ? "" : """
                <remove><table name="m"><field name="extra"/></table>
                <table name="m2"><field name="m2_id"/><field name="name"/></table></remove>
                """;
        return """
                <adapt_framework><bundle><name>m</name><label>M</label><version>1.%d.0</version><type>core</type>
                <schema><add><table name="m">%s%s%s</table>%s</add>%s</schema></bundle></adapt_framework>
                """.formatted(
                        version,
                        first,
                        isSecond ? "<field name=\"extra\" data-type=\"varchar(20)\"/>" : "",
                        records,
                        more,
                        removal);
    }

    private Path zip(String name, String... pathAndText) throws IOException {
        Path zip = folder.getRoot().toPath().resolve(name + ".zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < pathAndText.length; i += 2) {
                out.putNextEntry(new ZipEntry(pathAndText[i]));
                out.write(pathAndText[i + 1].getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return zip;
    }
}
