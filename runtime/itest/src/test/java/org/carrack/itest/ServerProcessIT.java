package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.carrack.itest.ServerProcess.Ended;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** The server and the command line as a person at a terminal has them. */
@Category(OwnProcess.class)
public class ServerProcessIT {

    private static final String HELLO = "/hello/actors/helloActor/hello";
    private static final String VERSION = "/answers/actors/answersActor/version";

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @BeforeClass
    public static void build() {
        TestPackages.buildAll();
    }

    @Test
    public void aNewHomeHasHelloAndAdminAndTheDesiredStateComesBack() throws Exception {
        Path home = folder.getRoot().toPath().resolve("a home with spaces");
        try (ServerProcess server = ServerProcess.start(home)) {
            assertEquals("\"hello from foo's actor\"", server.post(HELLO).body());
            Ended list = server.command("package", "list");
            assertEquals(list.err(), 0, list.status());
            assertTrue(list.out(), list.out().contains("hello  1.0.0    ACTIVE"));
            assertEquals(
                    0,
                    server.command(
                                    "package",
                                    "add",
                                    TestPackages.built("answers-1.0.0.jar").toString())
                            .status());
            assertEquals(0, server.command("package", "delete", "hello").status());
            assertEquals(0, server.command("package", "stop", "answers").status());
            assertEquals(0, server.stop());
        }
        try (ServerProcess server = ServerProcess.start(home)) {
            assertEquals(404, server.post(HELLO).statusCode());
            assertEquals(404, server.post(VERSION).statusCode());
            assertEquals(0, server.command("package", "start", "answers").status());
            assertEquals("\"1.0.0\"", server.post(VERSION).body());
            server.stop();
        }
        try (ServerProcess server = ServerProcess.start(home)) {
            assertEquals("\"1.0.0\"", server.post(VERSION).body());
        }
    }

    @Test
    public void whoWatchesFromOutsideShowsWhoTheyAre() throws Exception {
        Path home = folder.getRoot().toPath().resolve("home");
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/carrack.toml"), "trusted_proxies = \"192.0.2.1\"\n");
        try (ServerProcess server = ServerProcess.start(home)) {
            assertTrue(server.get("/health", "").contains("{\"name\":\"disk\",\"status\":\"OK\"}"));
            assertTrue(server.get("/health", server.ownerToken()).contains("are free at"));
            assertEquals("{\"error\": \"this needs a login\"}", server.get("/metrics", ""));
            assertTrue(server.get("/metrics", server.ownerToken()).contains("jvm_"));
            Files.writeString(
                    home.resolve("etc/carrack.toml"), "trusted_proxies = \"192.0.2.1\"\nmonitoring_open = true\n");
            assertTrue(server.get("/metrics", "").contains("jvm_"));
        }
    }

    @Test
    public void theAccessLogIsWrittenWhereItIsWanted() throws Exception {
        Path home = folder.getRoot().toPath();
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/carrack.toml"), "access_log = true\n");
        try (ServerProcess server = ServerProcess.start(home)) {
            server.post(HELLO);
            server.post("/nowhere?a=%22");
            server.stop();
        }
        try (Stream<Path> logs = Files.list(home.resolve("log"))) {
            Path log = logs.filter(file -> file.getFileName().toString().startsWith("access-"))
                    .findFirst()
                    .orElseThrow();
            String combined = "127\\.0\\.0\\.1 - - \\[.*] \"POST %s HTTP/1\\.1\" %d \\d+ \"-\" \"Java-http-client.*\"";
            List<String> lines = Files.readAllLines(log);
            assertEquals(lines.toString(), 2, lines.size());
            assertTrue(lines.get(0), lines.get(0).matches(combined.formatted(HELLO, 200)));
            assertTrue(lines.get(1), lines.get(1).matches(combined.formatted("/nowhere\\?a=.*", 404)));
        }
    }

    @Test
    public void aProgramThatAKilledServerLeftIsEndedAtTheNextStart() throws Exception {
        Path home = folder.getRoot().toPath().resolve("home");
        Path pids = folder.newFolder("pids").toPath();
        Path yard = folder.newFolder("yard").toPath();
        Files.writeString(
                yard.resolve("package.toml"),
                TestPackages.toml("yard", "1.0.0")
                        + "[[commands]]\nstart_cmd = \"echo > %1$s/$$; exec sleep 1000\"\ncheck_cmd = \"ls %1$s/*\"\n"
                                .formatted(pids));
        ProcessHandle left;
        try (ServerProcess server = ServerProcess.start(home)) {
            Ended added = server.command("package", "add", yard.toString());
            assertEquals(added.err(), 0, added.status());
            left = program(pids);
            server.kill();
        }
        assertTrue(left.isAlive());
        Files.delete(pids.resolve(String.valueOf(left.pid())));
        try (ServerProcess server = ServerProcess.start(home)) {
            left.onExit().orTimeout(30, TimeUnit.SECONDS).join();
            assertEquals(0, server.command("package", "info", "yard").status());
            ProcessHandle again = program(pids);
            assertEquals(0, server.stop());
            again.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    private static ProcessHandle program(Path pids) throws IOException {
        try (Stream<Path> files = Files.list(pids)) {
            return ProcessHandle.of(Long.parseLong(
                            files.findFirst().orElseThrow().getFileName().toString()))
                    .orElseThrow();
        }
    }

    @Test
    public void whatHappensToTheDeployFolderWhileTheServerIsDownIsSeenAtStart() throws Exception {
        Path home = folder.getRoot().toPath();
        Path deploy = Files.createDirectories(home.resolve("deploy"));
        Files.copy(TestPackages.built("answers-1.0.0.jar"), deploy.resolve("answers.jar"));
        try (ServerProcess server = ServerProcess.start(home)) {
            assertEquals("\"1.0.0\"", server.post(VERSION).body());
            server.stop();
        }
        Files.write(deploy.resolve("answers.jar"), Files.readAllBytes(TestPackages.built("answers-1.0.1.jar")));
        try (ServerProcess server = ServerProcess.start(home)) {
            assertEquals("\"1.0.1\"", server.post(VERSION).body());
            server.stop();
        }
        Files.delete(deploy.resolve("answers.jar"));
        try (ServerProcess server = ServerProcess.start(home)) {
            assertEquals(404, server.post(VERSION).statusCode());
            assertTrue(server.command("package", "list", "--json").out().startsWith("[{\"name\":\"admin\""));
        }
    }

    @Test
    public void safeStartsWithNoPackagesSoThatABadOneCanBeTakenOut() throws Exception {
        Path home = folder.getRoot().toPath();
        try (ServerProcess server = ServerProcess.start(home)) {
            server.stop();
        }
        try (ServerProcess server = ServerProcess.start(home, "", "--safe")) {
            assertEquals(404, server.post(HELLO).statusCode());
            assertTrue(server.command("package", "list").out().contains("hello  1.0.0    STOPPED"));
            assertEquals(0, server.command("package", "delete", "hello").status());
            server.stop();
        }
        try (ServerProcess server = ServerProcess.start(home)) {
            assertEquals(404, server.post(HELLO).statusCode());
            assertFalse(server.command("package", "list").out().contains("hello"));
        }
    }

    @Test
    public void theFrameworksCacheCanBeDeleted() throws Exception {
        Path home = folder.getRoot().toPath();
        try (ServerProcess server = ServerProcess.start(home)) {
            server.command(
                    "package", "add", TestPackages.built("answers-1.0.0.jar").toString());
            server.stop();
        }
        try (Stream<Path> files = Files.walk(home.resolve("data/cache"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        try (ServerProcess server = ServerProcess.start(home)) {
            assertEquals("\"1.0.0\"", server.post(VERSION).body());
            assertEquals("\"hello from foo's actor\"", server.post(HELLO).body());
        }
    }

    @Test
    public void anotherJavaLosesNothing() throws Exception {
        Path home = folder.getRoot().toPath();
        String own = System.getProperty("java.home");
        String other = otherJava();
        for (String java : new String[] {own, other, own}) {
            try (ServerProcess server = ServerProcess.start(home, java)) {
                assertEquals(
                        java, "\"hello from foo's actor\"", server.post(HELLO).body());
                assertEquals(java, 0, server.stop());
            }
        }
    }

    /** Another Java if one is installed beside this one; else the same, which still shows that a restart is whole. */
    private static String otherJava() throws IOException {
        Path own = Path.of(System.getProperty("java.home")).toRealPath();
        Path all = own.getParent();
        try (Stream<Path> javas = Files.list(all)) {
            return javas.filter(java -> Files.isExecutable(java.resolve("bin/java"))
                            && Files.isRegularFile(java.resolve("release")))
                    .filter(java -> !java.equals(own)
                            && !java.toString().contains("1.17")
                            && !java.toString().contains("-17"))
                    .findFirst()
                    .orElse(own)
                    .toString();
        }
    }

    @Test
    public void aPortInUseIsToldInOneSentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended ended = ServerProcess.carrack(
                    "run", "--home", folder.getRoot().toString(), "--port", String.valueOf(taken.getLocalPort()));
            assertEquals(1, ended.status());
            assertEquals(
                    "port %d on 127.0.0.1 cannot be opened (Address already in use); stop what uses it or choose another with --port\n"
                            .formatted(taken.getLocalPort()),
                    ended.err());
        }
    }

    @Test
    public void aHomeThatCannotBeWrittenIsToldInOneSentence() throws Exception {
        // A file where a folder must be stops root too, whom no permission stops.
        Path home = Files.createFile(folder.getRoot().toPath().resolve("file"));
        Ended ended = ServerProcess.carrack("run", "--home", home.toString());
        assertEquals(1, ended.status());
        assertTrue(ended.err(), ended.err().startsWith("the home folder " + home + " cannot be written"));
        assertEquals(1, ended.err().lines().count());
    }

    @Test
    public void aStateFileThatCannotBeUnderstoodIsTold() throws Exception {
        Path data = Files.createDirectories(folder.getRoot().toPath().resolve("data"));
        for (String content : new String[] {"{", "", "{\"packages\":[5]}", "{\"packages\":[{\"name\":\"hello\"}]}"}) {
            Files.writeString(data.resolve("packages.json"), content);
            Ended ended =
                    ServerProcess.carrack("run", "--home", folder.getRoot().toString(), "--port", "0");
            assertEquals(content, 1, ended.status());
            assertTrue(ended.err(), ended.err().startsWith(data.resolve("packages.json") + " cannot be understood"));
            assertEquals(ended.err(), 1, ended.err().lines().count());
        }
    }

    @Test
    public void aServerThatWasKilledIsNotMistakenForAnotherProcessOfItsNumber() throws Exception {
        Path home = folder.getRoot().toPath();
        try (ServerProcess server = ServerProcess.start(home)) {
            server.kill();
        }
        Path told = home.resolve("data/run/server.properties");
        long me = ProcessHandle.current().pid();
        Files.writeString(told, Files.readString(told).replaceFirst("pid=\\d+", "pid=" + me));
        assertEquals(
                "not running\n",
                ServerProcess.carrack("status", "--home", home.toString()).out());
        assertEquals(1, ServerProcess.carrack("stop", "--home", home.toString()).status());
    }

    @Test
    public void aServerIsStoppedWhileItStarts() throws Exception {
        Path home = folder.getRoot().toPath();
        Path run = Files.createDirectories(home.resolve("data/run"));
        Process starting = new ProcessBuilder(
                        ServerProcess.script().toString(), "run", "--home", home.toString(), "--port", "0")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(FileEvents.await(run, () -> Files.exists(run.resolve("server.properties"))));
        Ended stopped = ServerProcess.carrack("stop", "--home", home.toString());
        assertEquals(stopped.err(), "stopped\n", stopped.out());
        assertTrue(starting.waitFor(60, TimeUnit.SECONDS));
        assertEquals(
                "not running\n",
                ServerProcess.carrack("status", "--home", home.toString()).out());
    }

    @Test
    public void aDamagedStoredBundleIsTakenFromTheDeployFolderAgain() throws Exception {
        Path home = folder.getRoot().toPath();
        Path deploy = Files.createDirectories(home.resolve("deploy"));
        Files.copy(TestPackages.built("answers-1.0.0.jar"), deploy.resolve("answers.jar"));
        try (ServerProcess server = ServerProcess.start(home)) {
            assertEquals("\"1.0.0\"", server.post(VERSION).body());
            server.stop();
        }
        assertThatNothingWentWrong(home);
        try (Stream<Path> stored = Files.list(home.resolve("data/store"))) {
            for (Path jar : stored.toList()) {
                Files.write(jar, new byte[10]);
            }
        }
        try (ServerProcess server = ServerProcess.start(home)) {
            assertEquals("\"1.0.0\"", server.post(VERSION).body());
            assertEquals("\"hello from foo's actor\"", server.post(HELLO).body());
        }
    }

    private static void assertThatNothingWentWrong(Path home) throws IOException {
        try (Stream<String> lines = Files.lines(home.resolve("log/carrack.log"))) {
            assertEquals(
                    List.of(),
                    lines.filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                            .toList());
        }
    }

    @Test
    public void aSecondServerInOneHomeIsRefused() throws Exception {
        Path home = folder.getRoot().toPath();
        try (ServerProcess server = ServerProcess.start(home)) {
            Ended second = ServerProcess.carrack("run", "--home", home.toString(), "--port", "0");
            assertEquals(1, second.status());
            assertTrue(
                    second.err(),
                    second.err().startsWith("a server already runs in " + home + " (pid=" + server.pid()));
            assertEquals("\"hello from foo's actor\"", server.post(HELLO).body());
        }
    }

    @Test
    public void exitStatusAndMessagesAreForScripts() throws Exception {
        Path home = folder.getRoot().toPath();
        assertEquals(2, ServerProcess.carrack("run", "--prot", "1").status());
        assertEquals(2, ServerProcess.carrack("package", "lits").status());
        assertEquals(2, ServerProcess.carrack().status());
        Ended none = ServerProcess.carrack("package", "list", "--home", home.toString());
        assertEquals(1, none.status());
        assertEquals(
                "no server runs in %s; start one with: carrack start --home %s\n".formatted(home, home), none.err());
        assertEquals(
                1, ServerProcess.carrack("status", "--home", home.toString()).status());
        try (ServerProcess server = ServerProcess.start(home)) {
            Ended refused = ServerProcess.carrack("--home", home.toString(), "package", "stop", "helo");
            assertEquals(1, refused.status());
            assertEquals("there is no package helo; did you mean hello?\n", refused.err());
            assertEquals("", refused.out());
            assertTrue(server.command("shell", "lb").out().contains("Carrack: HTTP server"));
            assertTrue(server.command("shell", "package:list").out().contains("hello"));
            Ended piped = ServerProcess.carrackReading("echo one\nlb", "shell", "--home", home.toString());
            assertEquals(0, piped.status());
            assertTrue(piped.out(), piped.out().contains("Carrack: HTTP server"));
            assertEquals(
                    "running, pid %d, %s\n".formatted(server.pid(), server.url()),
                    server.command("status").out());
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("data/run/token"))));
        }
    }

    @Test
    public void startAndStopInTheBackground() throws Exception {
        String home = folder.getRoot().toString();
        Ended started = ServerProcess.carrack(
                "start", "--home", home, "--port", "0", "--gedis-port", String.valueOf(ServerProcess.freePort()));
        assertEquals(started.err(), 0, started.status());
        List<String> said = started.out().lines().toList();
        assertEquals(started.out(), 2, said.size());
        assertTrue(said.get(0), said.get(0).matches("The account admin has the password \\S{20}, kept in \\S+"));
        assertTrue(said.get(1), said.get(1).matches("Carrack \\S+ ready in [0-9.]+ s - http://127\\.0\\.0\\.1:\\d+/"));
        assertFalse(Files.readString(Path.of(home, "log/console.log")).contains("password"));
        assertEquals(1, ServerProcess.carrack("start", "--home", home).status());
        assertEquals(
                0,
                ServerProcess.carrack("restart", "--home", home, "--port", "0").status());
        assertEquals("stopped\n", ServerProcess.carrack("stop", "--home", home).out());
        assertEquals(
                "not running\n", ServerProcess.carrack("status", "--home", home).out());
    }
}
