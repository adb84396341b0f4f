package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** Two servers on one PostgreSQL run a service once at each of its times, and one takes over when the other is killed or frozen. */
@Category(OwnProcess.class)
public class SharedServicesIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    /** Writes what it runs for into a file that the servers share, and then works until it is interrupted, if there is a file for that. */
    private static final String SHARED = """
            import java.nio.file.*;
            import java.time.Duration;
            import org.carrack.service.*;
            import org.osgi.service.component.annotations.*;

            @Component
            public class SharedService implements BackgroundService {
                private static final Path FOLDER = Path.of("@folder@");

                public Schedule schedule() { return Schedule.every(Duration.ofSeconds(1)); }
                public RunsOn runsOn() { return RunsOn.ONE_SERVER; }

                public void job(JobContext context) throws Exception {
                    Files.writeString(
                            FOLDER.resolve("runs"),
                            "%d %s %d%n".formatted(ProcessHandle.current().pid(), context.scheduledFor(), context.fencingToken()),
                            StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    if (Files.exists(FOLDER.resolve("hang"))) {
                        Files.writeString(FOLDER.resolve("hangs"), String.valueOf(ProcessHandle.current().pid()));
                        Thread.sleep(600_000);
                    }
                }
            }
            """;

    private final Path shared = FOLDER.getRoot().toPath();

    private ServerProcess server(String url, String name) throws Exception {
        Path home = FOLDER.newFolder(name).toPath();
        Files.writeString(
                Files.createDirectories(home.resolve("etc")).resolve("carrack.toml"), "[scheduler]\nheartbeat_s = 1\n");
        return ServerProcess.start(home, "", "--database", url);
    }

    private void add(ServerProcess server, Path sources) throws Exception {
        ServerProcess.Ended added = server.command("package", "add", sources.toString());
        assertEquals(added.out() + added.err(), 0, added.status());
    }

    private List<String> runs() throws IOException {
        Path file = shared.resolve("runs");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private interface Question {
        boolean isSo() throws Exception;
    }

    /** Asks again when something has changed in the folder that the servers share. */
    private void await(String what, Question question) throws Exception {
        try (WatchService watch = shared.getFileSystem().newWatchService()) {
            shared.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!question.isSo()) {
                assertTrue("waiting for " + what, System.nanoTime() < end);
                WatchKey key = watch.poll(1, TimeUnit.SECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        }
    }

    private static void signal(String signal, long process) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + signal, String.valueOf(process))
                        .start()
                        .waitFor());
    }

    /** Waits until a server hangs in a run; returns its process. */
    private long awaitHang() throws Exception {
        Files.deleteIfExists(shared.resolve("hangs"));
        Files.writeString(shared.resolve("hang"), "");
        await("a run that hangs", () -> Files.exists(shared.resolve("hangs")));
        Files.delete(shared.resolve("hang"));
        await("its process", () -> !Files.readString(shared.resolve("hangs")).isEmpty());
        return Long.parseLong(Files.readString(shared.resolve("hangs")));
    }

    @Test
    public void oneRunsItAndAnotherTakesOver() throws Exception {
        Path sources = Server.sources(
                FOLDER.newFolder().toPath(),
                "name = \"cluster\"\nversion = \"1.0.0\"\n",
                "services/SharedService.java",
                SHARED.replace("@folder@", shared.toString()));
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            try (ServerProcess one = server(url, "one");
                    ServerProcess two = server(url, "two")) {
                add(one, sources);
                add(two, sources);
                await("six runs", () -> runs().size() >= 6);
                List<String> times =
                        runs().stream().map(line -> line.split(" ")[1]).toList();
                assertEquals("each time once", new HashSet<>(times).size(), times.size());

                // Frozen: the other takes over, and what wakes is refused.
                long frozen = awaitHang();
                ServerProcess awake = frozen == one.pid() ? two : one;
                int before = runs().size();
                signal("STOP", frozen);
                String taken;
                try {
                    await("the other's runs", () -> runs().size() >= before + 3);
                    taken = String.join("\n", runs().subList(before, runs().size()));
                } finally {
                    signal("CONT", frozen);
                }
                assertTrue(taken, taken.lines().allMatch(line -> line.startsWith(awake.pid() + " ")));
                assertEquals(
                        "the run that was lost is run again",
                        runs().get(before - 1).split(" ")[1],
                        runs().get(before).split(" ")[1]);
                assertTrue(
                        "with a greater token",
                        Long.parseLong(runs().get(before).split(" ")[2])
                                > Long.parseLong(runs().get(before - 1).split(" ")[2]));
                await(
                        "what is known of it",
                        () -> awake.command("service", "history", "cluster.sharedService", "--last", "100")
                                .out()
                                .contains("lost"));

                // Killed.
                long killed = awaitHang();
                ServerProcess dead = killed == one.pid() ? one : two;
                ServerProcess alive = killed == one.pid() ? two : one;
                int then = runs().size();
                dead.kill();
                await("the other's runs", () -> runs().size() >= then + 3);
                assertTrue(runs().get(then).startsWith(alive.pid() + " "));
                assertEquals(
                        runs().get(then - 1).split(" ")[1], runs().get(then).split(" ")[1]);
            }
        }
    }
}
