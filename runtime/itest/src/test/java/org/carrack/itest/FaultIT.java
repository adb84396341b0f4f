package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carrack.itest.ServerProcess.Ended;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/**
 * The server is killed between the steps of add, update, upgrade, rollback and delete: at every fourth one, or at each with {@code -Dcarrack.kills=50}. After the restart the state
 * is the one before or the one after, no journal is left, and the next request works.
 */
@Category(OwnProcess.class)
public class FaultIT {

    private static final int STEP = Integer.getInteger("carrack.kills", 1) > 10 ? 1 : 4;

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private static final Pattern LISTED =
            Pattern.compile("\"name\":\"([^\"]*)\",\"version\":\"([^\"]*)\",\"state\":\"([^\"]*)\"");

    /** @param call the method of the packages actor and its arguments */
    private record Request(String name, String call, String before, String after) {}

    @Test
    public void aKillBetweenAnyTwoStepsLeavesOneStateOrTheOther() throws Exception {
        TestPackages.buildAll();
        Path repository = folder.newFolder("repository").toPath();
        Path root = folder.getRoot().toPath();
        offer(repository, "base", "1.0.0", "");
        offer(repository, "base", "1.1.0", "");
        offer(repository, "base", "2.0.0", "");
        Path user = offer(root, "user", "1.0.0", "[[depends_on]]\nname = \"base\"\nversion = \"1.0\"\n");
        Path any = offer(root, "any", "1.0.0", "[[depends_on]]\nname = \"base\"\n");
        // Each ends where the next begins.
        List<Request> adding = List.of(
                new Request("add", "add_package {\"path\": \"%s\"}".formatted(user), "", "base 1.0.0, user 1.0.0"),
                new Request(
                        "delete",
                        "delete_package {\"name\": \"base\", \"force\": true}",
                        "base 1.0.0, user 1.0.0",
                        ""));
        Request addAny =
                new Request("add any", "add_package {\"path\": \"%s\"}".formatted(any), "", "any 1.0.0, base 2.0.0");
        List<Request> changing = List.of(
                addAny,
                new Request(
                        "downgrade",
                        "upgrade {\"name\": \"base\", \"version\": \"1.0.0\"}",
                        "any 1.0.0, base 2.0.0",
                        "any 1.0.0, base 1.0.0"),
                new Request("update", "update {\"name\": \"base\"}", "any 1.0.0, base 1.0.0", "any 1.0.0, base 1.1.0"));
        List<Request> upgrading = List.of(
                new Request(
                        "upgrade",
                        "upgrade {\"name\": \"base\", \"version\": \"2\"}",
                        "any 1.0.0, base 1.1.0",
                        "any 1.0.0, base 2.0.0"),
                new Request(
                        "rollback", "rollback {\"name\": \"base\"}", "any 1.0.0, base 2.0.0", "any 1.0.0, base 1.1.0"),
                new Request(
                        "delete",
                        "delete_package {\"name\": \"any\", \"purge\": true}",
                        "any 1.0.0, base 1.1.0",
                        "base 1.1.0"));
        List<String> toUpgrade = List.of(addAny.call(), "upgrade {\"name\": \"base\", \"version\": \"1.1.0\"}");
        // Two servers at a time: starting one is most of the work, and does not fill two cores.
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<String> tried = new ArrayList<>();
        try {
            List<Future<List<String>>> runs = List.of(
                    threads.submit(() -> killAtEachStep(homeOf("changing", repository), List.of(), changing)),
                    threads.submit(() -> killAtEachStep(homeOf("upgrading", repository), toUpgrade, upgrading)),
                    threads.submit(() -> killAtEachStep(homeOf("adding", repository), List.of(), adding)));
            for (Future<List<String>> run : runs) {
                tried.addAll(run.get());
            }
        } finally {
            threads.shutdownNow();
        }
        System.out.printf("killed at %d points: %s%n", tried.size(), tried);
        assertTrue("only " + tried.size(), tried.size() > 50 / STEP);
    }

    private Path homeOf(String name, Path repository) throws IOException {
        Path home = folder.newFolder(name).toPath();
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(home.resolve("etc/carrack.toml"), "repositories = [\"%s\"]\n".formatted(repository));
        return home;
    }

    /**
     * Has a server killed at each step of the requests, one after the other.
     *
     * @param calls what is called before, undisturbed
     * @return where it was killed
     */
    private static List<String> killAtEachStep(Path home, List<String> calls, List<Request> requests) throws Exception {
        List<String> tried = new ArrayList<>();
        ServerProcess server = ServerProcess.start(home);
        try {
            Ended killer = server.command(
                    "package", "add", TestPackages.built("killer.jar").toString());
            assertEquals(killer.err(), 0, killer.status());
            for (String call : calls) {
                call(server, call);
            }
            for (Request request : requests) {
                // Every step in the long form; else every fourth one of each request, of the next one those after
                // these.
                for (int at = requests.indexOf(request) % STEP; ; at += STEP) {
                    assertEquals(request.name(), request.before(), state(server));
                    Files.deleteIfExists(home.resolve("killed-at"));
                    Files.writeString(home.resolve("kill-at"), "" + at);
                    String answer = call(server, request.call());
                    Files.delete(home.resolve("kill-at"));
                    if (!Files.exists(home.resolve("killed-at"))) {
                        // There are no more steps.
                        assertTrue(request.name() + ": " + answer, answer.startsWith("{\"data\":"));
                        break;
                    }
                    String where = request.name() + " at " + Files.readString(home.resolve("killed-at"));
                    tried.add(where);
                    server.close();
                    server = ServerProcess.start(home);
                    assertFalse(where, Files.exists(home.resolve("data/journal")));
                    String now = state(server);
                    assertTrue(where + ": " + now, now.equals(request.before()) || now.equals(request.after()));
                    if (now.equals(request.after())) {
                        // The rest of its steps is only clean-up; the request is done.
                        break;
                    }
                }
                assertEquals(request.name(), request.after(), state(server));
            }
        } finally {
            server.close();
        }
        return tried;
    }

    @Test
    public void aRestartChangesNothingOfVersionsSideBySide() throws Exception {
        Path root = folder.getRoot().toPath();
        Path repository = folder.newFolder("repository").toPath();
        Path home = homeOf("home", repository);
        for (String version : List.of("1.0.0", "2.0.0")) {
            String words = "public class Words { public static String said() { return \"%s\"; } }".formatted(version);
            offer(repository, "words", version, "", "Words.java", words);
        }
        String any = offer(
                        root,
                        "any",
                        "1.0.0",
                        "[[depends_on]]\nname = \"words\"\n",
                        "Said.java",
                        Server.actor("words.Words.said()"))
                .toString();
        String two = offer(
                        root,
                        "two",
                        "1.0.0",
                        "[[depends_on]]\nname = \"words\"\nversion = \"2\"\n",
                        "Said.java",
                        Server.actor("words.Words.said()"))
                .toString();
        try (ServerProcess server = ServerProcess.start(home)) {
            for (String source : List.of(two, any)) {
                call(server, "add_package {\"path\": \"%s\"}".formatted(source));
            }
            call(server, "upgrade {\"name\": \"words\", \"version\": \"1\"}");
            assertEquals("any 1.0.0, two 1.0.0, words 1.0.0, words 2.0.0", state(server));
            assertEquals("\"2.0.0\"", server.post("/any/actors/said/said").body());
            server.stop();
        }
        try (ServerProcess server = ServerProcess.start(home)) {
            assertEquals("any 1.0.0, two 1.0.0, words 1.0.0, words 2.0.0", state(server));
            assertEquals("\"2.0.0\"", server.post("/any/actors/said/said").body());
            call(server, "delete_package {\"name\": \"words\"}");
            server.stop();
        }
        // What stands beside has no transport; a request for its name does not wait for one.
        try (ServerProcess server = ServerProcess.start(home)) {
            assertEquals(404, server.post("/words/actors/said/said").statusCode());
            assertEquals("\"2.0.0\"", server.post("/two/actors/said/said").body());
        }
    }

    /** Calls the packages actor; nothing is answered by a server that is killed. */
    private static String call(ServerProcess server, String methodAndArguments) throws Exception {
        String[] parts = methodAndArguments.split(" ", 2);
        String token = server.ownerToken();
        try {
            return server.post("/admin/actors/packages/" + parts[0], parts.length > 1 ? parts[1] : "{}", token);
        } catch (IOException e) {
            return "";
        }
    }

    /** What runs besides what every server has. */
    private static String state(ServerProcess server) throws Exception {
        String list = call(server, "list_packages");
        List<String> running = new ArrayList<>();
        Matcher m = LISTED.matcher(list);
        while (m.find()) {
            if (!List.of("admin", "hello", "killer").contains(m.group(1))) {
                assertEquals(list, "ACTIVE", m.group(3));
                running.add(m.group(1) + " " + m.group(2));
            }
        }
        return String.join(", ", running);
    }

    private static Path offer(Path folder, String name, String version, String more, String... pathAndText)
            throws IOException {
        Path zip = folder.resolve(name + "-" + version + ".zip");
        try (var out = new java.util.zip.ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new java.util.zip.ZipEntry("package.toml"));
            out.write((TestPackages.toml(name, version) + more).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            out.closeEntry();
            if (pathAndText.length > 0) {
                out.putNextEntry(new java.util.zip.ZipEntry(pathAndText[0]));
                out.write(pathAndText[1].getBytes(java.nio.charset.StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return zip;
    }
}
