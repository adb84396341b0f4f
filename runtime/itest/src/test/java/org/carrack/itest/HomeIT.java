package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** The home of a server: who may read it, where it may lie, and what is wrong with it. */
@Category(OwnProcess.class)
public class HomeIT {

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aHomeIsPrivateAndMayBeCopied() throws Exception {
        Path home = folder.newFolder("home").toPath();
        Path shop = Server.sources(
                folder.newFolder("shop").toPath(),
                TestPackages.toml("shop", "1.0.0") + "[[settings]]\nname = \"shop.key\"\ndefault_value = \"\"\n",
                "actors/Said.java",
                Server.actor("\"open\""));
        try (ServerProcess server = ServerProcess.start(home)) {
            assertEquals(0, server.command("package", "add", shop.toString()).status());
            assertEquals(
                    0, server.command("settings", "shop", "shop.key", "canary").status());
            for (String part : List.of("etc", "data", "log")) {
                assertEquals(
                        part,
                        "rwx------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(part))));
            }
            assertEquals(0, server.stop());
        }
        // To a path that is odd for URLs, property files, TOML and shells.
        Path copy = folder.getRoot().toPath().resolve("a;b %41+!y #1 'c' & (d)");
        TestPackages.copy(home, copy);
        try (ServerProcess server = ServerProcess.start(copy)) {
            assertEquals("\"open\"", server.post("/shop/actors/said/said").body());
            assertEquals(
                    "canary",
                    server.command("settings", "shop", "shop.key").out().strip());
            assertEquals(0, server.command("user", "add", "ada").status());
            assertEquals(0, server.stop());
        }
        assertTrue(Files.size(copy.resolve("log/carrack.log")) > 0);
        try (ServerProcess server = ServerProcess.start(copy)) {
            assertTrue(server.command("user", "list").out().contains("ada"));
            assertEquals(0, server.stop());
        }
    }

    /**
     * The home in {@code homes/0.1.0.zip} was used by the last server before tables of the server had versions: accounts, a
     * package compiled against the API of that time, records, a schema, a setting.
     */
    @Test
    public void aHomeOfThatOlderServerIsUsedOnWithNothingLost() throws Exception {
        Path home = folder.newFolder("old").toPath();
        try (ZipInputStream zip =
                new ZipInputStream(Objects.requireNonNull(HomeIT.class.getResourceAsStream("/homes/0.1.0.zip")))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path path = home.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(zip, path);
                }
            }
        }
        for (int start = 1; start <= 2; start++) {
            try (ServerProcess server = ServerProcess.start(home)) {
                assertEquals(
                        "\"2 of 42\"", server.post("/shelf/actors/shelf/books").body());
                assertTrue(server.get("/shelf/shelf/", server.ownerToken()).contains("The shelf"));
                assertTrue(server.command("package", "list").out().matches("(?s).*shelf +1.0.0 +ACTIVE.*"));
                assertTrue(server.command("user", "list").out().matches("(?s).*ada +user.*"));
                assertTrue(server.post("/shelf/actors/book_1_model/count", "{}", server.ownerToken())
                        .contains("2"));
                assertEquals(0, server.stop());
            }
        }
    }

    @Test
    public void keysThatDoNotExistAreToldAtTheStartAndByACheck() throws Exception {
        Path home = folder.newFolder("misspelt").toPath();
        Path config = Files.createDirectories(home.resolve("etc")).resolve("carrack.toml");
        Files.writeString(config, "hook_limits_s = 5\n[http]\nhead_limit_kb = 50000\n");
        String unknown = "carrack.toml:1:1: there is no key or table hook_limits_s; did you mean hook_limit_s?";
        String range = "carrack.toml:3:1: head_limit_kb must be between 1 and 1024, not 50000";
        ServerProcess.Ended checked = ServerProcess.carrack("config", "check", "--home", home.toString());
        assertEquals(1, checked.status());
        assertTrue(
                checked.out(), checked.out().contains(unknown) && checked.out().contains(range));
        try (ServerProcess server = ServerProcess.start(home)) {
            assertTrue(
                    server.said(),
                    server.said().contains(unknown) && server.said().contains(range));
            Files.writeString(config, "hook_limit_s = 5\n");
            ServerProcess.Ended good = server.command("config", "check");
            assertEquals(good.err(), 0, good.status());
            assertEquals(0, server.stop());
        }
    }

    @Test
    public void aMistakeInTheConfigurationIsToldWhileTheServerRuns() throws Exception {
        Path home = folder.newFolder("edited").toPath();
        try (ServerProcess server = ServerProcess.start(home);
                WatchService watch = home.getFileSystem().newWatchService()) {
            Path run = home.resolve("data/run");
            run.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
            Path config = home.resolve("etc/carrack.toml");
            Files.writeString(config, "hook_limit_s = \n");
            awaitNote(watch, run, true);
            String told = "etc/carrack.toml:1:";
            String status = server.command("status").out();
            assertTrue(status, status.contains(told) && status.contains("what the file said before counts"));
            Files.writeString(config, "hook_limit_s = 10\n");
            awaitNote(watch, run, false);
            assertFalse(server.command("status").out().contains(told));
            assertEquals(0, server.stop());
        }
    }

    private static void awaitNote(WatchService watch, Path run, boolean isThere) throws InterruptedException {
        while (Files.exists(run.resolve("configuration")) != isThere) {
            WatchKey key = watch.poll(20, TimeUnit.SECONDS);
            assertNotNull("the mistake was not seen", key);
            key.pollEvents();
            key.reset();
        }
    }

    @Test
    public void aConfigurationThatCannotBeReadKeepsTheServerFromStarting() throws Exception {
        Path home = folder.newFolder("broken").toPath();
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(
                home.resolve("etc/carrack.toml"),
                "repositories = [\"/repo\"\n[database]\nurl = \"jdbc:postgresql://db/x\"\n");
        ServerProcess.Ended ended =
                ServerProcess.carrack("run", "--home", home.toString(), "--port", "0", "--gedis-port", "0");
        assertEquals(1, ended.status());
        assertTrue(ended.err(), ended.err().contains("etc/carrack.toml:1:24: this is not TOML: "));
        assertTrue(ended.err(), ended.err().contains("; correct it, or move it away to start without it"));
        assertTrue("no other database was made", Files.notExists(home.resolve("data/database/carrack.mv.db")));
    }

    @Test
    public void theServersOwnPackagesAreNotReplacedByOthers() throws Exception {
        Path stranger = Server.sources(
                folder.newFolder("admin").toPath(), TestPackages.toml("admin", "9.0.0"), "www/index.html", "mine");
        try (ServerProcess server = ServerProcess.start(folder.newFolder("own").toPath())) {
            ServerProcess.Ended replaced = server.command("package", "add", stranger.toString());
            assertEquals(1, replaced.status());
            assertTrue(
                    replaced.err(),
                    replaced.err().contains("admin is a package of the server, which admin 9.0.0 from "));
            ServerProcess.Ended deleted = server.command("package", "delete", "admin");
            assertEquals(1, deleted.status());
            assertTrue(deleted.err(), deleted.err().contains("delete it with --force if it is not needed"));
            assertEquals(
                    0, server.command("package", "delete", "admin", "--force").status());
            assertTrue(server.get("/", "").contains("<h1>Carrack</h1>"));
        }
    }
}
