package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** Background services of a package, in a server that is killed, and with the command line and the actor. */
@Category(OwnProcess.class)
public class ServicesIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final String TICK = """
            import java.time.Duration;
            import org.carrack.service.*;
            import org.osgi.service.component.annotations.*;

            @Component
            public class TickService implements BackgroundService {
                public Schedule schedule() { return Schedule.every(Duration.ofSeconds(1)); }
                public void job(JobContext context) { context.log().info("tick for {}", context.scheduledFor()); }
            }
            """;

    private static final String SLOW = """
            import org.carrack.service.*;
            import org.osgi.service.component.annotations.*;

            @Component
            @ServiceName("slow")
            public class SlowService implements BackgroundService {
                public Schedule schedule() { return Schedule.cron("0 0 1 1 *"); }
                public void job(JobContext context) throws InterruptedException { Thread.sleep(600_000); }
            }
            """;

    private static String run(ServerProcess server, String... command) throws Exception {
        ServerProcess.Ended ended = server.command(command);
        return ended.status() + " " + ended.out() + ended.err();
    }

    /** Asks until the answer has a text. */
    private static String await(ServerProcess server, String text, String... command) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        String answer = run(server, command);
        while (!answer.contains(text)) {
            assertTrue("%s has no %s".formatted(answer, text), System.nanoTime() < end);
            answer = run(server, command);
        }
        return answer;
    }

    private static void assertHas(String text, String part) {
        assertTrue("%s has no %s".formatted(text, part), text.contains(part));
    }

    @Test
    public void servicesRunUntilTheyArePausedAndKnowWhatTheyDid() throws Exception {
        Path home = FOLDER.newFolder("home").toPath();
        Path sources = Server.sources(
                FOLDER.newFolder().toPath(),
                "name = \"beats\"\nversion = \"1.0.0\"\n",
                "services/TickService.java",
                TICK,
                "services/SlowService.java",
                SLOW);
        try (ServerProcess server = ServerProcess.start(home)) {
            assertHas(run(server, "service", "list"), "hello.helloService");
            assertHas(run(server, "package", "add", sources.toString()), "0 ");
            String list = run(server, "service", "list");
            assertHas(list, "beats.tickService");
            assertHas(list, "0 0 1 1 * UTC");
            await(server, "\"outcome\":\"done\"", "service", "history", "beats.tickService", "--json");
            String metrics = server.get("/metrics", server.ownerToken());
            assertTrue(
                    metrics,
                    Pattern.compile(
                                    "carrack_service_runs_seconds_count\\{package=\"beats\",service=\"beats.tickService\"\\} [1-9]")
                            .matcher(metrics)
                            .find());
            assertHas(metrics, "carrack_service_failures_total{package=\"beats\",service=\"beats.tickService\"} 0.0");
            assertHas(run(server, "service", "pause", "beats.tickService"), "state: paused");
            assertHas(run(server, "service", "run", "beats.tickService"), "0 beats.tickService runs");
            await(server, "request", "service", "history", "beats.tickService", "--last", "1");
            assertHas(run(server, "service", "run", "beats.slow"), "0 ");
            assertHas(run(server, "service", "run", "beats.slow"), "1 the service beats.slow runs already");
            // It takes long enough to be stored while it goes on.
            await(server, "running", "service", "history", "beats.slow");
            assertHas(run(server, "service", "info", "nothing.there"), "1 there is no service nothing.there");
            assertHas(run(server, "service", "history", "nothing.there"), "1 there is no service nothing.there");
            assertHas(
                    run(server, "service", "history", "beats.slow", "--last", "0"), "--last needs a number from 1 on");
            server.kill();
        }
        Files.writeString(
                Files.createDirectories(home.resolve("etc")).resolve("carrack.toml"),
                "[services.\"beats.slow\"]\nschedule = \"0 8 * * mon Europe/Brussels\"\n");
        try (ServerProcess server = ServerProcess.start(home)) {
            assertHas(await(server, "beats.tickService", "service", "list"), "paused");
            assertHas(run(server, "service", "info", "beats.slow"), "schedule: 0 8 * * mon Europe/Brussels");
            assertHas(run(server, "service", "history", "beats.slow"), "lost");
            assertHas(run(server, "service", "resume", "beats.tickService"), "state: waiting");
            assertHas(
                    server.post(
                            "/admin/actors/services/info", "{\"name\": \"beats.tickService\"}", server.ownerToken()),
                    "\"state\":\"");
            assertHas(
                    server.post("/admin/actors/services/run", "{\"name\": \"beats.slow\"}", server.ownerToken()),
                    "\"RUNNING\"");
            // A package is replaced although a service of it works.
            Path toml = sources.resolve("package.toml");
            Files.writeString(toml, Files.readString(toml).replace("1.0.0", "1.1.0"));
            Files.writeString(
                    sources.resolve("services/TickService.java"),
                    TICK.replace("Schedule.every(Duration.ofSeconds(1))", "Schedule.cron(\"* * * * * * * *\")"));
            String refused = run(server, "package", "add", sources.toString());
            assertHas(
                    refused,
                    "the service tickService cannot say its schedule: the cron expression '* * * * * * * *' has 8 fields");
            assertHas(await(server, "beats.tickService", "service", "list"), "beats.slow");
            Files.writeString(sources.resolve("services/TickService.java"), TICK);
            assertHas(run(server, "package", "add", sources.toString()), "0 ");
            assertHas(run(server, "service", "history", "beats.slow"), "cancelled");
            assertEquals(
                    0, server.command("package", "delete", "beats", "--purge").status());
            assertFalse(run(server, "service", "list").contains("beats"));
            assertHas(run(server, "service", "history", "beats.slow"), "none of that name has run");
        }
    }
}
