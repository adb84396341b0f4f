package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** Operations run on their own, whoever asked for them and for how long; and the stop of the server is one for each package. */
@Category(OwnProcess.class)
public class OperationsIT {

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private Path home(String config) throws Exception {
        Path home = folder.newFolder().toPath();
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/carrack.toml"), config);
        return home;
    }

    private Path sources(String toml, String... pathsAndTexts) throws Exception {
        return Server.sources(folder.newFolder().toPath(), toml, pathsAndTexts);
    }

    @Test
    public void anOperationOutlivesTheCallThatAskedForIt() throws Exception {
        Path go = folder.getRoot().toPath().resolve("go");
        Path starts = folder.getRoot().toPath().resolve("starts.txt");
        Path slow = sources(TestPackages.toml("slow", "1.0.0"), "Slow.java", """
                import java.nio.file.*;
                import org.carrack.actor.*;
                import org.osgi.service.component.annotations.*;
                @Component
                public class Slow implements Actor {
                    @Activate public void up() throws Exception {
                        Files.writeString(Path.of("%s"), "begun\\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                        Path go = Path.of("%s");
                        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
                            go.getParent().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
                            while (!Files.exists(go)) {
                                WatchKey key = watch.take();
                                key.pollEvents();
                                key.reset();
                            }
                        }
                        Files.writeString(Path.of("%s"), "ended\\n", StandardOpenOption.APPEND);
                    }
                    @ActorMethod public String said() { return "up"; }
                }
                """.formatted(starts, go, starts));
        Path home = home("[actors]\ntime_limit_ms = 5000\n");
        try (ServerProcess server = ServerProcess.start(home)) {
            String token = Files.readString(home.resolve("data/run/token")).strip();
            String answer =
                    server.post("/admin/actors/packages/add_package", "{\"path\": \"%s\"}".formatted(slow), token);
            assertTrue(answer, answer.contains("error"));
            assertTrue(
                    FileEvents.await(folder.getRoot().toPath(), () -> Files.exists(starts) && Files.size(starts) > 0));
            assertEquals("still under way", List.of("begun"), Files.readAllLines(starts));
            Files.createFile(go);
            // It waits for its turn, which is after the first.
            add(server, slow);
            assertEquals(List.of("begun", "ended"), Files.readAllLines(starts));
            assertEquals("\"up\"", server.post("/slow/actors/slow/said").body());
            assertEquals(0, server.stop());
        }
    }

    @Test
    public void stopHooksAreCalledInReverseOrderWhenTheServerStops() throws Exception {
        Path file = folder.getRoot().toPath().resolve("stopped.txt");
        String hooks = """
                import java.nio.file.*;
                import org.carrack.lifecycle.*;
                import org.osgi.service.component.annotations.Component;
                @Component
                public class Hooks implements PackageLifecycle {
                    @Override public void stop(PackageContext me) {
                        try {
                            Files.writeString(Path.of("%s"), me.name() + "\\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }
                }
                """.formatted(file);
        try (ServerProcess server = ServerProcess.start(home(""))) {
            add(server, sources(TestPackages.toml("ground", "1.0.0"), "Hooks.java", hooks));
            add(
                    server,
                    sources(
                            TestPackages.toml("tower", "1.0.0")
                                    + "[[depends_on]]\nname = \"ground\"\nversion = \"1\"\n",
                            "Hooks.java",
                            hooks));
            assertEquals(0, server.stop());
        }
        assertEquals(List.of("tower", "ground"), Files.readAllLines(file));
    }

    @Test
    public void threadsThatADeletedPackageLeavesAreReported() throws Exception {
        Path lively = sources(TestPackages.toml("lively", "1.0.0"), "Lively.java", """
                import org.carrack.actor.*;
                import org.osgi.service.component.annotations.*;
                @Component
                public class Lively implements Actor {
                    private final Object end = new Object();
                    @Activate public void up() {
                        Thread thread = new Thread(this::work, "lively-worker");
                        thread.setDaemon(true);
                        thread.start();
                    }
                    private void work() {
                        synchronized (end) { try { end.wait(); } catch (InterruptedException e) { } }
                    }
                    @ActorMethod public String said() { return "up"; }
                }
                """);
        try (ServerProcess server = ServerProcess.start(home(""))) {
            add(server, lively);
            assertEquals(0, server.command("package", "delete", "lively").status());
            String log = Files.readString(server.home().resolve("log/carrack.log"));
            assertTrue(
                    log,
                    log.contains(
                            "lively 1.0.0 leaves threads behind, which go on and keep its classes: lively-worker (at Lively.java:12); end them in a @Deactivate method or the stop hook"));
            assertEquals(0, server.stop());
        }
    }

    @Test
    public void anotherAuthorsPackageOfTheSameNameIsRefused() throws Exception {
        String blog = "[source]\nname = \"blog\"\nthreebot = \"%s\"\nversion = \"%s\"\n";
        try (ServerProcess server = ServerProcess.start(home(""))) {
            add(server, sources(blog.formatted("authora", "1.0.0")));
            ServerProcess.Ended refused = server.command(
                    "package",
                    "add",
                    sources(blog.formatted("authorb", "1.1.0")).toString());
            assertEquals(1, refused.status());
            assertEquals(
                    "authorb/blog 1.1.0 is another package than authora/blog 1.0.0, which is installed, and cannot replace it; delete that one first, or give this one another name\n",
                    refused.err());
            assertEquals(0, server.stop());
        }
    }

    private static void add(ServerProcess server, Path source) throws Exception {
        ServerProcess.Ended added = server.command("package", "add", source.toString());
        assertEquals(added.err(), 0, added.status());
    }
}
