package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.carrack.itest.ServerProcess.Ended;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** What is damaged of what the server keeps is found, at start and on demand, and restored, or told. */
@Category(OwnProcess.class)
public class HealIT {

    private static final String VERSION = "/answers/actors/answersActor/version";

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private Path home;
    private Path source;

    @BeforeClass
    public static void build() {
        TestPackages.buildAll();
    }

    @Before
    public void prepare() throws IOException {
        home = folder.getRoot().toPath().resolve("home");
        source = Files.copy(
                TestPackages.built("answers-1.0.0.jar"),
                folder.getRoot().toPath().resolve("answers.jar"));
    }

    private static void add(ServerProcess server, Path file) throws Exception {
        Ended added = server.command("package", "add", file.toString());
        assertEquals(added.err(), 0, added.status());
    }

    private List<Path> artifacts() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("data/store"))) {
            return files.toList();
        }
    }

    private Path artifact(ServerProcess server, String name) throws Exception {
        String sha256 = server.command("package", "info", name, "--json")
                .out()
                .replaceAll("(?s).*\"sha256\":\"([0-9a-f]+)\".*", "$1");
        return home.resolve("data/store/" + sha256 + ".jar");
    }

    private static void cut(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    }

    private static void alter(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    public void everythingDamagedIsRestoredAtStart() throws Exception {
        try (ServerProcess server = ServerProcess.start(home)) {
            add(server, source);
            server.stop();
        }
        for (int round = 0; round < 3; round++) {
            for (Path artifact : artifacts()) {
                switch (round) {
                    case 0 -> Files.delete(artifact);
                    case 1 -> cut(artifact);
                    default -> alter(artifact);
                }
            }
            Path index = home.resolve("data/packages.json");
            switch (round) {
                case 0 -> Files.delete(index);
                case 1 -> cut(index);
                default -> Files.writeString(index, Files.readString(index).replace("1.0.0", "9.0.0"));
            }
            damageCache(round);
            try (ServerProcess server = ServerProcess.start(home)) {
                assertEquals("round " + round, "\"1.0.0\"", server.post(VERSION).body());
                assertEquals(
                        "\"hello from foo's actor\"",
                        server.post("/hello/actors/helloActor/hello").body());
                Ended heal = server.command("package", "heal");
                assertEquals(heal.err(), "all is well\n", heal.out());
                assertEquals(0, heal.status());
                server.stop();
            }
        }
        String log = Files.readString(home.resolve("log/carrack.log"));
        assertTrue(log, log.contains("the stored bundle of answers 1.0.0 was missing; it was taken from " + source));
        assertTrue(log, log.contains("the stored bundle of answers 1.0.0 was truncated; it was taken from " + source));
        assertTrue(log, log.contains("the stored bundle of answers 1.0.0 was altered; it was taken from " + source));
        assertTrue(log, log.contains("data/packages.json was missing; it was restored from data/packages.json.copy"));
        assertTrue(log, log.contains("data/packages.json was damaged; it was restored from data/packages.json.copy"));
    }

    /** The framework's cache: files cut, overwritten with something else, or gone. */
    private void damageCache(int round) throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("data/cache/framework"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                switch (round) {
                    case 0 -> Files.delete(file);
                    case 1 -> Files.write(file, new byte[0]);
                    default -> Files.writeString(file, "nonsense");
                }
            }
        }
    }

    @Test
    public void healFindsWhatIsDamagedWhileTheServerRuns() throws Exception {
        Path repository = Files.createDirectory(folder.getRoot().toPath().resolve("repository"));
        try (ServerProcess server = ServerProcess.start(home)) {
            add(server, source);
            Path artifact = artifact(server, "answers");
            alter(artifact);
            Files.writeString(home.resolve("data/packages.json.copy"), "{");
            Ended heal = server.command("package", "heal");
            assertEquals(
                    "data/packages.json or its copy was altered; both were written anew\n"
                            + "the stored bundle of answers 1.0.0 was altered; it was taken from " + source
                            + " again\n",
                    heal.out());
            assertEquals("all is well\n", server.command("package", "heal").out());
            // Its source is gone; a repository has the same.
            Files.createDirectories(home.resolve("etc"));
            Files.writeString(home.resolve("etc/carrack.toml"), "repositories = [\"%s\"]\n".formatted(repository));
            Files.copy(source, repository.resolve("a.jar"));
            Files.delete(source);
            Files.delete(artifact);
            heal = server.command("package", "heal");
            assertEquals(
                    "the stored bundle of answers 1.0.0 was missing; it was taken from %s/a.jar again\n"
                            .formatted(repository),
                    heal.out());
            // Nobody has it.
            Files.delete(repository.resolve("a.jar"));
            alter(artifact);
            heal = server.command("package", "heal");
            assertEquals(1, heal.status());
            assertEquals(
                    "the stored bundle of answers 1.0.0 is altered, and neither %s nor a repository has the same content; add it again\n"
                            .formatted(source),
                    heal.out());
            server.stop();
        }
        try (ServerProcess server = ServerProcess.start(home)) {
            String list = server.command("package", "list").out();
            assertTrue(list, list.contains("the stored bundle of answers 1.0.0 is altered, and neither"));
            assertTrue(list, list.contains("answers  1.0.0    FAILED"));
            add(server, Files.copy(TestPackages.built("answers-1.0.0.jar"), source));
            assertEquals("\"1.0.0\"", server.post(VERSION).body());
        }
    }
}
