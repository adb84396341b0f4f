package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.carrack.manage.Operation;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackagePlan;
import org.carrack.manage.PackageRequest;
import org.carrack.manage.PackageRequest.Option;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Packages that need others: fetched from repositories, several majors side by side, all or nothing. */
public class DependenciesIT extends Server {

    @Rule
    public TemporaryFolder temporary = new TemporaryFolder();

    private Path root;
    private Path repository;

    @Before
    public void prepare() throws IOException {
        awaitStarted();
        root = temporary.getRoot().toPath();
        repository = Files.createDirectory(root.resolve("repository"));
        Files.createDirectories(home().resolve("etc"));
        config("repositories = [\"%s\"]".formatted(repository));
    }

    @After
    public void clean() throws Exception {
        Files.delete(home().resolve("etc/carrack.toml"));
        for (String name : List.of("one", "two", "words", "letters")) {
            while (packages.find(name).isPresent()) {
                packages.execute(PackageRequest.delete(name).with(Option.FORCE, Option.PURGE));
            }
        }
        clear();
    }

    private void config(String line) throws IOException {
        Files.writeString(home().resolve("etc/carrack.toml"), line + "\n");
    }

    private static String needing(String name, String version, String... needs) {
        StringBuilder toml = new StringBuilder(TestPackages.toml(name, version));
        for (String need : needs) {
            String[] parts = need.split(" ", 2);
            toml.append("[[depends_on]]\nname = \"%s\"\n".formatted(parts[0]));
            if (parts.length > 1) {
                toml.append("version = \"%s\"\n".formatted(parts[1]));
            }
        }
        return toml.toString();
    }

    /** A package of sources as a zip in the repository. */
    private Path offer(String name, String version, String[] needs, String... files) throws IOException {
        Path folder = sources(root.resolve("work-" + name + version), needing(name, version, needs), files);
        Path zip = repository.resolve(name + "-" + version + ".zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
                Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
                out.closeEntry();
            }
        }
        return zip;
    }

    private void offerWords(String version) throws IOException {
        offer(
                "words",
                version,
                new String[] {"letters"},
                "Words.java",
                "public class Words { public static String said() { return \"%s\"; } }".formatted(version));
    }

    private Path user(String name, String need) throws IOException {
        return sources(
                root.resolve(name), needing(name, "1.0.0", need), "actors/Said.java", actor("words.Words.said()"));
    }

    @Test
    public void whatIsMissingIsFetchedWithItsOwnDependencies() throws Exception {
        offer("letters", "1.0.0", new String[0], "site/index.html", "hi");
        offerWords("1.0.0");
        offerWords("1.2.0");
        offerWords("2.0.0");
        Path one = user("one", "words 1");
        PackagePlan plan = packages.plan(PackageRequest.add(one.toString()));
        assertEquals(List.of("letters 1.0.0 from " + repository, "words 1.2.0 from " + repository), plan.fetched());
        assertTrue(packages.find("words").isEmpty());
        Operation added = packages.execute(PackageRequest.add(one.toString()));
        assertEquals(List.of("one", "letters", "words"), added.packages());
        assertEquals("\"1.2.0\"", call("/one/actors/said/said"));
        assertEquals(
                repository.resolve("words-1.2.0.zip").toString(),
                packages.find("words").orElseThrow().source());
    }

    @Test
    public void twoPackagesHaveDifferentMajorsOfAThird() throws Exception {
        offer("letters", "1.0.0", new String[0]);
        offerWords("1.2.0");
        offerWords("2.0.0");
        packages.add(user("two", "words 2"));
        packages.add(user("one", "words 1"));
        assertEquals("\"1.2.0\"", call("/one/actors/said/said"));
        assertEquals("\"2.0.0\"", call("/two/actors/said/said"));
        List<PackageInfo> words =
                packages.list().stream().filter(p -> p.name().equals("words")).toList();
        assertEquals(
                "[2.0.0, 1.2.0]",
                words.stream().map(PackageInfo::version).toList().toString());
        assertFalse(words.get(0).secondary());
        assertTrue(words.get(1).secondary());
        packages.delete("one", true);
        assertEquals(
                1,
                packages.list().stream().filter(p -> p.name().equals("words")).count());
        assertEquals("\"2.0.0\"", call("/two/actors/said/said"));
    }

    @Test
    public void aNewMajorLeavesTheOldOneForThoseWhoNeedIt() throws Exception {
        offer("letters", "1.0.0", new String[0]);
        offerWords("1.0.0");
        packages.add(user("one", "words 1"));
        offerWords("2.0.0");
        packages.executeAndGet(PackageRequest.upgrade("words", java.util.Optional.empty()));
        assertEquals("2.0.0", packages.find("words").orElseThrow().version());
        assertEquals("\"1.0.0\"", call("/one/actors/said/said"));
        offerWords("1.1.0");
        packages.executeAndGet(PackageRequest.rollback("words"));
        assertEquals("1.0.0", packages.find("words").orElseThrow().version());
        packages.update("words");
        assertEquals("1.1.0", packages.find("words").orElseThrow().version());
        assertEquals("\"1.1.0\"", call("/one/actors/said/said"));
        packages.executeAndGet(PackageRequest.upgrade("words", java.util.Optional.of("1.0")));
        assertEquals("\"1.0.0\"", call("/one/actors/said/said"));
        assertEquals(
                "words 7 is nowhere to be had: 1.0.0 is installed, seen were 1.0.0 in %1$s, 1.1.0 in %1$s, 2.0.0 in %1$s, 1.1.0 in what was there before, 1.0.0 in %1$s/words-1.0.0.zip; add it by its source, or put it into a repository"
                        .formatted(repository),
                refusal(PackageRequest.upgrade("words", java.util.Optional.of("7"))));
    }

    @Test
    public void whereOnePartFailsNothingComes() throws Exception {
        offer("letters", "1.0.0", new String[0], "Letters.java", "this is no Java");
        offerWords("1.0.0");
        String problem = refusal(PackageRequest.add(user("one", "words 1").toString()));
        assertTrue(
                problem,
                problem.startsWith("letters 1.0.0 could not be had from %s: letters 1.0.0: Letters.java:1:"
                                .formatted(repository))
                        || problem.startsWith("letters 1.0.0: Letters.java:1:"));
        assertEquals(2, packages.list().size());
    }

    @Test
    public void problemsAreOneSentenceEach() throws Exception {
        offer("letters", "1.0.0", new String[0]);
        offerWords("1.0.0");
        offerWords("1.1.0");
        assertEquals(
                "one 1.0.0 needs words 3, and words 1.0.0 is in %1$s, words 1.1.0 is in %1$s; add a version of words that fits, or change depends_on"
                        .formatted(repository),
                refusal(PackageRequest.add(user("one", "words 3").toString())));
        assertEquals(
                "one 1.0.0 needs word, which is not installed and not in %1$s; did you mean words (1.0.0 in %1$s, 1.1.0 in %1$s)? Drop it into the deploy folder or correct depends_on"
                        .formatted(repository),
                refusal(PackageRequest.add(user("one", "word").toString())));
        packages.add(user("one", "words 1.0"));
        assertEquals(
                "two 1.0.0 needs words 1.1 and one 1.0.0 needs words 1.0: two versions with the same major number cannot be there at the same time; change one of the two",
                refusal(PackageRequest.add(user("two", "words 1.1").toString())));
        assertEquals(
                "words cannot be deleted: one needs words; delete one first, or all of them with --force",
                refusal(PackageRequest.delete("words")));
        assertEquals(
                List.of("letters", "one", "words"),
                packages.execute(PackageRequest.delete("letters").with(Option.FORCE)).packages().stream()
                        .sorted()
                        .toList());
        assertEquals(2, packages.list().size());
    }

    @Test
    public void anIndexIsReadAndWhatIsGoneByThenIsTold() throws Exception {
        byte[] words = Files.readAllBytes(offer(
                "words",
                "1.0.0",
                new String[0],
                "Words.java",
                "public class Words { public static String said() { return \"indexed\"; } }"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/index.json", exchange -> {
            byte[] index =
                    "{\"packages\": [{\"name\": \"words\", \"version\": \"1.0.0\", \"url\": \"words.zip\"}, {\"name\": \"letters\", \"version\": \"1.0.0\", \"url\": \"gone.zip\"}]}"
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, index.length);
            exchange.getResponseBody().write(index);
            exchange.close();
        });
        server.createContext("/words.zip", exchange -> {
            exchange.sendResponseHeaders(200, words.length);
            exchange.getResponseBody().write(words);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            config("repositories = [\"%s\"]".formatted(address));
            packages.add(user("one", "words 1"));
            assertEquals("\"indexed\"", call("/one/actors/said/said"));
            assertEquals(
                    "letters 1.0.0 could not be had from %1$s: %1$s/gone.zip answers with status 404; is the address right?; nothing was changed"
                            .formatted(address),
                    refusal(PackageRequest.add(sources(root.resolve("two"), needing("two", "1.0.0", "letters"))
                            .toString())));
        } finally {
            server.stop(0);
        }
    }

    @Test
    public void whatCameFromTheDeployFolderIsUpgradedAndRolledBackByName() throws Exception {
        offer("letters", "2.0.0", new String[0]);
        Path folder = sources(root.resolve("l1"), TestPackages.toml("letters", "1.0.0"));
        Files.move(folder, deploy().resolve("l1"));
        awaitPackage("letters", "1.0.0");
        packages.executeAndGet(PackageRequest.upgrade("letters", java.util.Optional.empty()));
        assertEquals("2.0.0", packages.find("letters").orElseThrow().version());
        packages.executeAndGet(PackageRequest.rollback("letters"));
        assertEquals("1.0.0", packages.find("letters").orElseThrow().version());
        assertEquals("deploy/l1", packages.find("letters").orElseThrow().source());
    }

    @Test
    public void filesOfTheDeployFolderHaveTheirMajorsSideBySide() throws Exception {
        Path first = sources(
                root.resolve("w1"),
                TestPackages.toml("words", "1.0.0"),
                "Words.java",
                "public class Words { public static String said() { return \"1\"; } }");
        Path second = sources(
                root.resolve("w2"),
                TestPackages.toml("words", "2.0.0"),
                "Words.java",
                "public class Words { public static String said() { return \"2\"; } }");
        Files.move(first, deploy().resolve("w1"));
        awaitPackage("words", "1.0.0");
        Files.move(second, deploy().resolve("w2"));
        awaitPackage("words", "2.0.0");
        packages.add(user("one", "words 1"));
        packages.add(user("two", "words 2"));
        assertEquals("\"1\"", call("/one/actors/said/said"));
        assertEquals("\"2\"", call("/two/actors/said/said"));
    }
}
