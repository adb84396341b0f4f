package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** Packages whose code never returns, or ends the process, in a server of its own. */
@Category(OwnProcess.class)
public class HangingPackagesIT {

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private static final String ACTIVATE = """
            import org.carrack.actor.*;
            import org.osgi.service.component.annotations.*;
            @Component
            public class Said implements Actor {
                @Activate public void up() { %s }
                @ActorMethod public String said() { return "up"; }
            }
            """;

    /** @param limit of activations, in seconds */
    private Path home(int limit) throws IOException {
        Path home = folder.newFolder().toPath();
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/carrack.toml"), "activation_limit_s = %d\n".formatted(limit));
        return home;
    }

    private Path sources(String name, String activation) throws IOException {
        return Server.sources(
                folder.newFolder(name).toPath(),
                TestPackages.toml(name, "1.0.0"),
                "actors/Said.java",
                ACTIVATE.formatted(activation));
    }

    @Test
    public void anActivationWithoutEndHoldsUpNoOther() throws Exception {
        Path loopy =
                sources("loopy", "while (true) { try { Thread.sleep(1_000); } catch (InterruptedException e) { } }");
        Path good = sources("good", "");
        try (ServerProcess server = ServerProcess.start(home(30))) {
            Process adding = new ProcessBuilder(
                            ServerProcess.script().toString(),
                            "package",
                            "add",
                            loopy.toString(),
                            "--home",
                            server.home().toString())
                    .redirectErrorStream(true)
                    .start();
            assertEquals(0, server.command("package", "add", good.toString()).status());
            assertEquals("\"up\"", server.post("/good/actors/said/said").body());
            assertTrue("the other still tries", adding.isAlive());
            String refused =
                    new String(adding.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertTrue(
                    refused,
                    refused.contains(
                            "loopy 1.0.0 cannot start: its activation did not end within 30 s (it is at Said.java:5); make it quicker, or raise activation_limit_s in etc/carrack.toml"));
            assertEquals(1, adding.waitFor());
            String log = Files.readString(server.home().resolve("log/carrack.log"));
            assertTrue(log, log.contains("activation of loopy 1.0.0 did not end within 30 s; thread dump:"));
            ServerProcess.Ended again = server.command("package", "start", "loopy");
            assertTrue(
                    again.err(),
                    again.err()
                            .contains(
                                    "loopy 1.0.0 cannot be started: its last start still hangs; restart the server to get rid of it"));
            assertEquals(0, server.command("package", "delete", "loopy").status());
            assertEquals(0, server.stop());
        }
    }

    @Test
    public void aPackageThatEndsTheProcessIsNotStartedAgainByItself() throws Exception {
        Path exity = sources("exity", "System.exit(0);");
        Path home = home(60);
        Path deploy = Files.createDirectories(home.resolve("deploy"));
        try (ServerProcess server = ServerProcess.start(home)) {
            Server.sources(
                    deploy.resolve("exity"),
                    Files.readString(exity.resolve("package.toml")),
                    "actors/Said.java",
                    Files.readString(exity.resolve("actors/Said.java")));
            assertEquals("a death of the server is no success", 1, server.awaitEnd());
        }
        try (ServerProcess server = ServerProcess.start(home)) {
            String list = server.command("package", "list").out();
            assertTrue(
                    list,
                    list.contains(
                                    "exity 1.0.0 ended the server when it was started (System.exit was called at exity.Said.up(Said.java:5)")
                            && list.contains(
                                    "it is not started again by itself: correct it, or type carrack package start exity"));
            assertTrue(list, list.contains("FAILED"));
            assertEquals(0, server.stop());
        }
        try (ServerProcess server = ServerProcess.start(home)) {
            Files.writeString(deploy.resolve("exity/actors/Said.java"), ACTIVATE.formatted(""));
            server.awaitAnswer("/exity/actors/said/said", "\"up\"");
            assertTrue(FileEvents.await(deploy, () -> !Files.exists(deploy.resolve("exity.problem"))));
        }
    }
}
