package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** What a server starts by itself, and what it starts when somebody needs it. */
@Category(OwnProcess.class)
public class LazyStartIT {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static ServerProcess server;

    @BeforeClass
    public static void start() throws Exception {
        server = ServerProcess.start(FOLDER.newFolder("home").toPath());
    }

    @AfterClass
    public static void stop() throws Exception {
        server.close();
    }

    /** The names of the bundles that are active. */
    private static Set<String> active() throws Exception {
        return server.command("shell", "lb -s")
                .out()
                .lines()
                .map(line -> line.split("\\|"))
                .filter(columns -> columns.length > 3 && columns[1].strip().equals("Active"))
                .map(columns -> columns[3].replaceFirst(" \\(.*", "").strip())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> reviewed(String name) throws IOException {
        try (var list = Objects.requireNonNull(LazyStartIT.class.getResourceAsStream("/start/" + name))) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /**
     * A bundle that a start activates costs every start. One that is new here must be needed by the first request, or wait for its
     * trigger ({@code Carrack-Start-On} in its manifest).
     */
    @Test
    public void aStartOfANewHomeActivatesTheBundlesOfTheReviewedListAlone() throws Exception {
        Set<String> unexpected = active();
        unexpected.removeAll(reviewed("active-bundles.txt"));
        // What the other tests start, and what the question itself starts.
        unexpected.removeAll(Set.of(
                "org.carrack.monitoring",
                "org.apache.felix.healthcheck.core",
                // After the start, since the sample has a service.
                "org.carrack.scheduler",
                "org.apache.felix.gogo.command",
                "org.apache.felix.gogo.runtime"));
        assertEquals("bundles that no review has let into the start", Set.of(), unexpected);
        Set<String> missing = reviewed("active-bundles.txt");
        missing.removeAll(active());
        assertEquals(
                "bundles of src/test/resources/start/active-bundles.txt that a start does not activate",
                Set.of(),
                missing);
    }

    @Test
    public void healthAndMetricsBeginWithTheFirstWhoAsks() throws Exception {
        assertFalse(active().contains("org.carrack.monitoring"));
        assertTrue(server.get("/health", server.ownerToken()).contains("\"status\":\"OK\""));
        assertTrue(active().contains("org.carrack.monitoring"));
        assertTrue(server.get("/metrics", server.ownerToken()).contains("carrack_packages{state=\"ACTIVE\"} 2.0"));
    }

    @Test
    public void gitBeginsWithTheFirstAddress() throws Exception {
        assertFalse(active().contains("org.carrack.git"));
        Path nothing = FOLDER.getRoot().toPath().resolve("nothing.git");
        ServerProcess.Ended refused = server.command("package", "add", "file://" + nothing);
        assertEquals(1, refused.status());
        assertTrue(active().contains("org.carrack.git"));
    }

    /**
     * Classes that a start loads cost time and memory, too. What is here is what nobody uses in a home without configuration; what a
     * component has in its signatures is loaded, so a few classes of ACME and of the shell's terminal are not here.
     */
    @Test
    public void aRestartLoadsNoClassOfWhatNobodyUses() throws Exception {
        Path home = FOLDER.newFolder("restarted").toPath();
        ServerProcess.start(home).close();
        String loaded;
        try (ServerProcess restarted = ServerProcess.start(home)) {
            loaded = jcmd(restarted, "VM.class_hierarchy");
            ServerProcess.Ended accounts = restarted.command("user", "list");
            assertTrue("the database is opened for who asks", accounts.out().contains("admin"));
        }
        assertTrue(loaded, loaded.contains("org.carrack.runtime.http.internal.server.HttpServer/"));
        for (String group : List.of(
                "aQute.",
                "com.nimbusds.",
                "com.zaxxer.hikari.pool.",
                "com.fasterxml.jackson.databind.deser.",
                "io.micrometer.",
                "org.apache.felix.cm.",
                "org.apache.felix.eventadmin.",
                "org.apache.felix.gogo.",
                "org.apache.felix.hc.",
                "org.apache.felix.http.",
                "org.apache.felix.metatype.",
                "org.bouncycastle.",
                "org.eclipse.jetty.ee10.",
                "org.eclipse.jetty.websocket.",
                "org.eclipse.jgit.",
                "org.h2.",
                "org.jose4j.",
                "org.postgresql.",
                "org.tomlj.internal.",
                "picocli.",
                "redis.clients.")) {
            assertEquals(
                    "classes of " + group,
                    List.of(),
                    loaded.lines().filter(line -> line.contains("--" + group)).toList());
        }
    }

    private static String jcmd(ServerProcess server, String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(server.pid())));
        words.addAll(List.of(command));
        Process jcmd = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(said, 0, jcmd.waitFor());
        return said;
    }

    /** Each file that a start reads is on its way to the first answer. */
    @Test
    public void aRestartReadsTheFilesOfTheReviewedListAlone() throws Exception {
        Path home = FOLDER.newFolder("watched").toPath();
        Path settings = FOLDER.getRoot().toPath().resolve("read-files.jfc");
        try (var events = Objects.requireNonNull(LazyStartIT.class.getResourceAsStream("/start/read-files.jfc"))) {
            Files.copy(events, settings);
        }
        Path recording = FOLDER.getRoot().toPath().resolve("start.jfr");
        ServerProcess.start(home).close();
        try (ServerProcess restarted = ServerProcess.startWith(home, "-XX:StartFlightRecording=settings=" + settings)) {
            jcmd(restarted, "JFR.dump", "filename=" + recording);
        }
        Set<String> read = new TreeSet<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
            if (event.hasField("path") && event.getString("path") != null) {
                read.add(plain(event.getString("path"), home));
            }
        }
        read.remove("");
        assertTrue(read.toString(), read.contains("home/data/packages.json"));
        read.removeAll(reviewed("read-files.txt"));
        assertEquals("files that no review has let into the start", Set.of(), read);
    }

    /** Without what differs from home to home and from version to version; empty if it is the JVM's or the system's. */
    private static String plain(String path, Path home) {
        Path distribution = ServerProcess.script().getParent().getParent();
        String inside = path.startsWith(home.toString())
                ? "home" + path.substring(home.toString().length())
                : path.startsWith(distribution.toString())
                        ? "distribution"
                                + path.substring(distribution.toString().length())
                        : "";
        return inside.replaceAll("[0-9a-f]{64}", "DIGEST")
                .replaceAll("(/lib|/packages)/[^/]*\\.jar", "$1/*.jar")
                .replaceAll("/framework/.*", "/framework/**");
    }
}
