package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.carrack.manage.PackageRequest;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Databases that packages have to themselves. */
public class BcdbsIT extends Server {

    private static final String KEEPER = """
            import java.sql.*;
            import java.util.List;
            import javax.sql.DataSource;
            import org.carrack.actor.*;
            import org.carrack.data.KeyValues;
            import org.osgi.service.component.annotations.*;
            @Component
            public class Keeper implements Actor {
                @Reference(target = "(carrack.bcdb=%s)") KeyValues keys;
                @ActorMethod public List<String> keep(String key, String value) {
                    keys.set(key, "other");
                    keys.set(key, value);
                    return keys.keys("a");
                }
                @ActorMethod public String get(String key) { return keys.get(key).orElse("-"); }
                @ActorMethod public boolean delete(String key) { return keys.delete(key); }
            }
            """;

    private static final String TABLES = """
            import java.sql.*;
            import javax.sql.DataSource;
            import org.carrack.actor.*;
            import org.osgi.service.component.annotations.*;
            @Component
            public class Tables implements Actor {
                @Reference(target = "(carrack.bcdb=threebot_blog)") DataSource own;
                @ActorMethod public String make() throws SQLException {
                    try (Connection c = own.getConnection(); Statement s = c.createStatement()) {
                        s.execute("create table if not exists field (mine int)");
                        s.execute("insert into field values (1)");
                        try (ResultSet r = s.executeQuery("select count(*) from field")) {
                            r.next();
                            return r.getString(1);
                        }
                    }
                }
            }
            """;

    @Rule
    public TemporaryFolder temporary = new TemporaryFolder();

    @Before
    public void prepare() {
        awaitStarted();
    }

    @After
    public void clean() throws Exception {
        for (String name : List.of("blog", "alerta", "thief")) {
            if (packages.find(name).isPresent()) {
                packages.delete(name, true);
            }
        }
        Files.deleteIfExists(home().resolve("etc/carrack.toml"));
    }

    private PackageRequest with(String name, String bcdb, String... more) throws Exception {
        Path folder = sources(
                temporary.getRoot().toPath().resolve(name),
                TestPackages.toml(name, "1.0.0") + "[[bcdbs]]\n" + bcdb,
                more);
        return PackageRequest.add(folder.toString());
    }

    @Test
    public void packagesOfOneThreebotShareANamespaceUntilTheLastIsGone() throws Exception {
        String shared = "namespace = \"me\"\ntype = \"zdb\"\n[source]\nthreebot = \"me\"\n";
        packages.execute(with("blog", shared, "Keeper.java", KEEPER.formatted("me")));
        packages.execute(with("alerta", shared, "Keeper.java", KEEPER.formatted("me")));
        post("/blog/actors/keeper/keep", "{\"key\": \"a\", \"value\": \"one\"}");
        packages.delete("blog", true);
        assertEquals(
                "\"one\"",
                post("/me/alerta/actors/keeper/get", "{\"key\": \"a\"}").body());
        packages.delete("alerta", true);
        packages.execute(with("alerta", shared, "Keeper.java", KEEPER.formatted("me")));
        assertEquals(
                "\"-\"", post("/alerta/actors/keeper/get", "{\"key\": \"a\"}").body());
    }

    @Test
    public void threebotsOwnKindsAreSchemasOfTheServersDatabase() throws Exception {
        String zdb =
                "name = \"threebot_blog\"\nnamespace = \"threebot_blog\"\ntype = \"zdb\"\ninstance = \"default\"\n";
        packages.execute(with("blog", zdb, "Keeper.java", KEEPER.formatted("threebot_blog"), "Tables.java", TABLES));
        assertEquals(
                "[\"a%b\"]",
                post("/blog/actors/keeper/keep", "{\"key\": \"a%b\", \"value\": \"ünï\"}")
                        .body());
        assertEquals(
                "\"ünï\"", post("/blog/actors/keeper/get", "{\"key\": \"a%b\"}").body());
        assertEquals("\"1\"", call("/blog/actors/tables/make"));
        assertEquals(
                "thief 1.0.0: package.toml:5:1: the database threebot_blog of package thief cannot be had: it belongs to package blog; choose another namespace, or share it by naming the same threebot in both packages",
                refusal(with("thief", zdb)));
        packages.delete("blog", false);
        packages.execute(with("blog", zdb, "Keeper.java", KEEPER.formatted("threebot_blog"), "Tables.java", TABLES));
        assertEquals("\"2\"", call("/blog/actors/tables/make"));
        packages.delete("blog", true);
        packages.execute(with("blog", zdb, "Keeper.java", KEEPER.formatted("threebot_blog"), "Tables.java", TABLES));
        assertEquals("\"1\"", call("/blog/actors/tables/make"));
        assertEquals(
                "\"-\"", post("/blog/actors/keeper/get", "{\"key\": \"a%b\"}").body());
    }

    @Test
    public void redisIsARealRedis() throws Exception {
        int port = ServerProcess.freePort();
        Process redis = new ProcessBuilder(
                        "redis-server", "--port", String.valueOf(port), "--save", "", "--bind", "127.0.0.1")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = redis.inputReader()) {
            for (String line = said.readLine(); !line.contains("Ready to accept"); ) {
                line = said.readLine();
            }
            Files.createDirectories(home().resolve("etc"));
            Files.writeString(
                    home().resolve("etc/carrack.toml"),
                    "[redis.default]\nurl = \"redis://127.0.0.1:%d\"\n".formatted(port));
            String bcdb = "namespace = \"alerta\"\ntype = \"redis\"\ninstance = \"default\"\n";
            packages.execute(with("alerta", bcdb, "Keeper.java", KEEPER.formatted("alerta")));
            assertEquals(
                    "[\"a*\"]",
                    post("/alerta/actors/keeper/keep", "{\"key\": \"a*\", \"value\": \"1\"}")
                            .body());
            post("/alerta/actors/keeper/keep", "{\"key\": \"b\", \"value\": \"1\"}");
            assertEquals(
                    "\"1\"",
                    post("/alerta/actors/keeper/get", "{\"key\": \"a*\"}").body());
            assertEquals("alerta:a*\nalerta:b\n", keys(port));
            assertEquals(
                    "true",
                    post("/alerta/actors/keeper/delete", "{\"key\": \"b\"}").body());
            packages.delete("alerta", true);
            assertEquals("\n", keys(port));
        } finally {
            redis.destroy();
            redis.waitFor();
        }
        String refused = refusal(with("alerta", "namespace = \"alerta\"\ntype = \"redis\"\n"));
        assertTrue(
                refused,
                refused.startsWith(
                        "alerta 1.0.0: package.toml:5:1: the database alerta of package alerta cannot be had: the Redis default at redis://127.0.0.1:%d does not answer"
                                .formatted(port)));
        assertTrue(
                refused,
                refused.endsWith("start it, or say where it is with url below [redis.default] in etc/carrack.toml"));
    }

    private static String keys(int port) throws Exception {
        Process client = new ProcessBuilder("redis-cli", "-p", String.valueOf(port), "--no-raw", "keys", "*").start();
        String raw = new String(client.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return raw.lines()
                        .filter(line -> line.contains("\""))
                        .map(line -> line.replaceAll(".*\"(.*)\"", "$1"))
                        .sorted()
                        .collect(java.util.stream.Collectors.joining("\n"))
                + "\n";
    }

    @Test
    public void whatCannotBeHonouredIsRefusedWithTheReason() throws Exception {
        assertEquals(
                "thief 1.0.0: package.toml:5:1: the database a of package thief cannot be had: there is no type mongodb here; these are: database, redis, sdb, sqlite, system, zdb",
                refusal(with("thief", "namespace = \"a\"\ntype = \"mongodb\"\n")));
        assertTrue(refusal(with("thief", "namespace = \"a b\"\n")).contains("\"a b\" is no namespace"));
        assertTrue(
                refusal(with("thief", "namespace = \"a\"\ninstance = \"other\"\ntype = \"redis\"\n"))
                        .contains(
                                "nobody says where the Redis other is; write url = \"redis://…\" below [redis.other] in etc/carrack.toml"));
    }
}
