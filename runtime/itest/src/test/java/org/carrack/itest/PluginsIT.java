package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** Plugins of a package with their configuration, in a server of its own, with the command line. */
@Category(OwnProcess.class)
public class PluginsIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final String TOML = "name = \"ockle\"\nversion = \"%s\"\n";

    /** The plugin of Ockle's manual. */
    private static final String TIMER = """
            import java.time.temporal.ChronoUnit;
            import org.carrack.plugin.*;
            import org.osgi.service.component.annotations.*;

            @Component
            public class TimerPluginExample implements Plugin {
                public void run(PluginContext me) throws InterruptedException {
                    me.onConfigChange(() -> me.debug("waits " + me.config().integer("WAIT_TIME") + " s from now on"));
                    while (me.running()) {
                        me.debug("I am a test plugin VERSION");
                        me.sample("wait", me.config().integer("WAIT_TIME"), "s");
                        me.sleep(me.config().duration("WAIT_TIME", ChronoUnit.SECONDS));
                    }
                }
            }
            """;

    private static final String TEMPLATE = "[plugins.TimerPluginExample]\nWAIT_TIME=[\"int\",1]\n";

    private static final String MORTAL = """
            import org.carrack.plugin.*;
            import org.osgi.service.component.annotations.*;

            @Component
            @PluginName("Mortal")
            public class MortalPlugin implements Plugin {
                public void run(PluginContext me) { throw new IllegalStateException("too weak"); }
            }
            """;

    private static final String NAME = "ockle.TimerPluginExample";

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

    private static final String STARTED = "I am a test plugin 1.0.0";

    private static List<String> log(Path home) throws Exception {
        return Files.readString(home.resolve("log/carrack.log"))
                .lines()
                .filter(line -> line.contains("TimerPluginExample: "))
                .toList();
    }

    private static long logged(Path home, String text) throws Exception {
        return log(home).stream().filter(line -> line.contains(text)).count();
    }

    private static void awaitLog(ServerProcess server, Path home, String text, long times) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (logged(home, text) < times) {
            assertTrue("%d times %s in %s".formatted(times, text, log(home)), System.nanoTime() < end);
            run(server, "plugin", "list");
        }
    }

    private static Path sources(Path folder, String version) throws Exception {
        return Server.sources(
                folder,
                TOML.formatted(version),
                "config/plugins/TimerPluginExample.ini",
                TEMPLATE,
                "plugins/TimerPluginExample.java",
                TIMER.replace("VERSION", version),
                "plugins/MortalPlugin.java",
                MORTAL);
    }

    @Test
    public void theExampleOfOcklesManualIsConfiguredWhileItRunsAndAfterARestartAndWhileItIsUpdated() throws Exception {
        Path home = FOLDER.newFolder("home").toPath();
        Path file = home.resolve("etc/plugins/" + NAME + ".ini");
        Path folder = sources(FOLDER.newFolder().toPath(), "1.0.0");
        try (ServerProcess server = ServerProcess.start(home)) {
            String added = run(server, "package", "add", folder.toString(), "--copy");
            assertTrue(added, added.startsWith("0 "));
            awaitLog(server, home, STARTED, 2);
            assertEquals("0 1\n", run(server, "config", "show", NAME, "WAIT_TIME"));

            assertEquals("0 3600\n", run(server, "config", "set", NAME, "WAIT_TIME", "3600"));
            awaitLog(server, home, "waits 3600 s from now on", 1);
            assertEquals("[plugins.TimerPluginExample]\nWAIT_TIME = 3600\n", Files.readString(file));
            String history = run(server, "config", "history", NAME);
            assertTrue(history, history.contains("WAIT_TIME: (default) -> 3600"));
            assertTrue(history, history.contains("1.0.0"));

            String refused = run(server, "config", "set", NAME, "WAIT_TIME", "soon");
            assertEquals(
                    "1 WAIT_TIME of ockle.TimerPluginExample must be a whole number, not soon; nothing was changed\n",
                    refused);

            // A file with a mistake counts for nothing, and is told; the plugin runs on by what was valid.
            Files.writeString(file, "[plugins.TimerPluginExample]\nWAIT_TIME = nothing\n");
            String shown = await(server, "WAIT_TIME must be a whole number, not nothing", "config", "show", NAME);
            assertTrue(shown, shown.contains("etc/plugins/ockle.TimerPluginExample.ini:2:1: "));
            assertTrue(run(server, "plugin", "list").contains("running"));
            String last = run(server, "config", "history", NAME);
            assertTrue(last, last.contains("WAIT_TIME: 3600 -> nothing"));
            run(server, "config", "rollback", NAME, "2");
            assertEquals("[plugins.TimerPluginExample]\nWAIT_TIME = 3600\n", Files.readString(file));

            // What is asked for is stored before it is read.
            await(server, "3600", "plugin", "samples", NAME);

            String mortal = await(server, "it has died of", "plugin", "info", "ockle.Mortal");
            assertTrue(mortal, mortal.contains("java.lang.IllegalStateException: too weak"));
            String health = server.get("/health", server.ownerToken());
            assertTrue(health, health.contains("ockle.Mortal does not run"));
            assertTrue(server.get("/metrics", server.ownerToken()).contains("carrack_plugin_running"));
        }
        long starts = logged(home, STARTED);
        try (ServerProcess server = ServerProcess.start(home)) {
            awaitLog(server, home, STARTED, starts + 1);
            assertEquals("0 3600\n", run(server, "config", "show", NAME, "WAIT_TIME"));
            int before = log(home).size();
            run(server, "config", "set", NAME, "WAIT_TIME", "3599");
            awaitLog(server, home, "waits 3599 s from now on", 1);

            sources(folder, "1.1.0");
            String updated = run(server, "package", "add", folder.toString(), "--copy");
            assertTrue(updated, updated.startsWith("0 "));
            awaitLog(server, home, "I am a test plugin 1.1.0", 1);
            assertEquals(before + 2, log(home).size());
            assertEquals("0 3599\n", run(server, "config", "show", NAME, "WAIT_TIME"));
            assertEquals("0 1\n", run(server, "config", "reset", NAME, "WAIT_TIME"));

            String samples = await(server, "3599", "plugin", "samples", NAME, "--last", "1h");
            Matcher rows = Pattern.compile("(?m)^wait ").matcher(samples);
            assertTrue(samples, rows.results().count() >= 4);
            String hours = run(server, "plugin", "samples", NAME, "--last", "1h", "--step", "1h");
            assertTrue(hours, hours.contains("3600"));
            String wrong = run(server, "plugin", "samples", NAME, "--last", "soon");
            assertTrue(wrong, wrong.contains("--last needs a time such as 20s, 10m, 2h or 7d, not soon"));

            run(server, "package", "delete", "ockle", "--purge");
            assertFalse(Files.exists(file));
            assertTrue(run(server, "plugin", "list").contains("no package has plugins"));
            String gone = run(server, "config", "show", NAME);
            assertTrue(gone, gone.contains("there is no configuration " + NAME));
        }
    }

    @Test
    public void theServersOwnConfigurationIsTheSameKindOfForm() throws Exception {
        Path home = FOLDER.newFolder("own").toPath();
        try (ServerProcess server = ServerProcess.start(home)) {
            Path file = home.resolve("etc/carrack.toml");
            String before = Files.exists(file) ? Files.readString(file) : "";
            assertEquals("0 3\n", run(server, "config", "set", "server", "plugins.restarts", "3"));
            assertTrue(Files.readString(file).startsWith(before));
            assertTrue(Files.readString(file).contains("[plugins]\nrestarts = 3\n"));
            String refused = run(server, "config", "set", "server", "plugins.restarts", "-3");
            assertTrue(refused, refused.contains("restarts must be at least 0, not -3; nothing was changed"));
            String unknown = run(server, "config", "set", "server", "plugins.restart", "3");
            assertTrue(unknown, unknown.contains("did you mean plugins.restarts?"));
            run(server, "config", "reset", "server", "plugins.restarts");
            assertFalse(Files.readString(file).contains("restarts"));
            String list = run(server, "config", "list");
            assertTrue(list, list.contains("server"));
        }
    }
}
