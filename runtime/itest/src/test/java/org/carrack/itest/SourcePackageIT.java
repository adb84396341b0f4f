package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.carrack.manage.Operation;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageRequest;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Packages that come as Java sources in the seed's own structure are compiled in the server. */
public class SourcePackageIT extends Server {

    private static final String SAID = "/talk/actors/said/said";

    @Rule
    public TemporaryFolder temporary = new TemporaryFolder();

    private Path folder;

    @Before
    public void prepare() {
        awaitStarted();
        folder = temporary.getRoot().toPath().resolve("talk");
    }

    @After
    public void clean() throws Exception {
        for (String name : new String[] {"talk", "words"}) {
            if (packages.find(name).isPresent()) {
                packages.delete(name, true);
            }
        }
        clear();
    }

    @Test
    public void aSavedFileAnswersAndAMistakeLeavesTheLastGoodVersionServing() throws Exception {
        sources(folder, TestPackages.toml("talk", "1.0.0"), "actors/Said.java", actor("\"one\""));
        packages.add(folder);
        assertEquals("\"one\"", call(SAID));
        Operation read = awaitOperation(lastOperation(), "read", () -> save("actors/Said.java", actor("\"two\"")));
        assertEquals(read.toString(), Operation.State.DONE, read.state());
        assertEquals("\"two\"", call(SAID));
        Operation bad = awaitOperation(lastOperation(), "read", () -> save("actors/Said.java", actor("1")));
        String mistake =
                "talk 1.0.0: actors/Said.java:7:16: incompatible types: int cannot be converted to java.lang.String";
        assertEquals(mistake, bad.reason().orElse(""));
        assertEquals("\"two\"", call(SAID));
        PackageInfo info = packages.find("talk").orElseThrow();
        assertEquals(mistake + "; 1.0.0 serves on", info.reason().orElse(""));
        edit("actors/Said.java", actor("\"three\""));
        assertEquals("\"three\"", call(SAID));
        assertTrue(packages.find("talk").orElseThrow().reason().isEmpty());
    }

    @Test
    public void aFolderThatGoesAndComesAgainIsFollowedStill() throws Exception {
        sources(folder, TestPackages.toml("talk", "1.0.0"), "actors/Said.java", actor("\"one\""));
        packages.add(folder);
        Path away = folder.resolveSibling("away");
        Operation gone = awaitOperation(lastOperation(), "read", () -> Files.move(folder, away));
        assertEquals("there is no file or folder " + folder, gone.reason().orElse(""));
        assertEquals("\"one\"", call(SAID));
        Files.writeString(away.resolve("actors/Said.java"), actor("\"two\""));
        awaitAnswer(SAID, "\"two\"", () -> Files.move(away, folder));
        edit("actors/Said.java", actor("\"three\""));
        assertEquals("\"three\"", call(SAID));
    }

    @Test
    public void afterARollbackTheFolderIsFollowedWhenSomebodyGoesForward() throws Exception {
        sources(folder, TestPackages.toml("talk", "1.0.0"), "actors/Said.java", actor("\"one\""));
        packages.add(folder);
        awaitAnswer(
                SAID,
                "\"two\"",
                () -> sources(folder, TestPackages.toml("talk", "1.1.0"), "actors/Said.java", actor("\"two\"")));
        packages.execute(PackageRequest.rollback("talk"));
        assertEquals("\"one\"", call(SAID));
        packages.update("talk");
        assertEquals("\"two\"", call(SAID));
        edit("actors/Said.java", actor("\"three\""));
        assertEquals("\"three\"", call(SAID));
    }

    @Test
    public void verifyLooksAtTheFilesToo() throws Exception {
        sources(
                folder,
                TestPackages.toml("talk", "1.0.0")
                        + "[[static_dirs]]\nname = \"pages\"\npath_url = \"/\"\npath_location = \"nowhere\"\n",
                "actors/Said.java",
                actor("1"));
        assertEquals(
                "[package.toml:5:1 Cannot find static dir nowhere: the package has no such folder, or nothing is in it]",
                packages.verify(folder.toString()).problems().stream()
                        .map(p -> p.location() + " " + p.message())
                        .toList()
                        .toString());
    }

    @Test
    public void verifyLooksAtTheActorsToo() throws Exception {
        sources(
                folder,
                TestPackages.toml("talk", "1.0.0"),
                "actors/Said.java",
                actor("\"one\"").replace("said()", "said(@Default(\"red\") int one)"),
                "more/Said.java",
                "package more;\n" + actor("\"two\""),
                "most/Said.java",
                "package most;\n" + actor("\"three\""));
        assertEquals(
                List.of(
                        "there are two actors named said; most.Said is not offered, give it another @ActorName",
                        "actor talk.Said is not offered: the default red of parameter one is no int"),
                packages.verify(folder.toString()).problems().stream()
                        .map(p -> p.message())
                        .toList());
    }

    @Test
    public void aCopiedFolderIsNotFollowed() throws Exception {
        sources(folder, TestPackages.toml("talk", "1.0.0"), "actors/Said.java", actor("\"one\""));
        packages.execute(PackageRequest.add(folder.toString()).with(PackageRequest.Option.COPY));
        Files.writeString(folder.resolve("actors/Said.java"), actor("\"two\""));
        assertEquals("\"one\"", call(SAID));
        packages.update("talk");
        assertEquals("\"two\"", call(SAID));
    }

    @Test
    public void classesOfAFolderSeeEachOtherWithAndWithoutAJavaPackage() throws Exception {
        sources(
                folder,
                TestPackages.toml("talk", "1.0.0"),
                "actors/Said.java",
                actor("new Words().one() + other.Named.two()"),
                "lib/Words.java",
                "/* no package */ class Words { String one() { return \"1\"; } }",
                "other/Named.java",
                "package other; public class Named { public static String two() { return \"2\"; } }");
        packages.add(folder);
        assertEquals("\"12\"", call(SAID));
    }

    @Test
    public void argumentsKeepTheirNames() throws Exception {
        sources(
                folder,
                TestPackages.toml("talk", "1.0.0"),
                "actors/Said.java",
                actor("\"\"").replace("said()", "said(String who, int times)").replace("\"\"", "who.repeat(times)"));
        packages.add(folder);
        assertEquals(
                "\"AdaAda\"", post(SAID, "{\"who\": \"Ada\", \"times\": 2}").body());
    }

    @Test
    public void sourcesAreCompiledAgainstWhatTheyDependOn() throws Exception {
        Path words = temporary.getRoot().toPath().resolve("words");
        sources(
                words,
                TestPackages.toml("words", "1.2.0"),
                "Words.java",
                "public class Words { public static String greeting() { return \"good day\"; } }",
                "internal/Hidden.java",
                "package words.internal; public class Hidden {}");
        String needing = TestPackages.toml("talk", "1.0.0") + "[[depends_on]]\nname = \"words\"\nversion = \"1\"\n";
        sources(folder, needing, "actors/Said.java", actor("words.Words.greeting()"));
        assertEquals(
                "talk 1.0.0 needs words 1, which is not installed; drop it into the deploy folder or add it",
                refusal(PackageRequest.add(folder.toString())));
        packages.add(words);
        packages.add(folder);
        assertEquals("\"good day\"", call(SAID));
        sources(folder, needing, "actors/Said.java", actor("\"\" + new words.internal.Hidden()"));
        String hidden = refusal(PackageRequest.add(folder.toString()));
        assertTrue(hidden, hidden.contains("package words.internal does not exist"));
    }

    @Test
    public void aFolderOfSourcesInTheDeployFolderIsCompiledAndItsMistakesAreListed() throws Exception {
        sources(folder, TestPackages.toml("talk", "1.0.0"), "actors/Said.java", actor("missing"));
        String problem = awaitProblem("talk", () -> move(folder, deploy().resolve("talk")));
        assertTrue(problem, problem.startsWith("talk 1.0.0: actors/Said.java:7:16: cannot find symbol; symbol:"));
        assertEquals(problem, packages.find("talk").orElseThrow().reason().orElse(""));
        Files.writeString(deploy().resolve("talk/actors/Said.java"), actor("\"mended\""));
        awaitPackage("talk", "1.0.0");
        assertEquals("\"mended\"", call(SAID));
    }

    private static void move(Path from, Path to) throws java.io.IOException {
        Files.move(from, to);
    }

    @Test
    public void aMavenModuleIsTakenWithoutItsBuild() throws Exception {
        sources(
                folder,
                TestPackages.toml("talk", "1.0.0"),
                "pom.xml",
                "<project/>",
                "src/main/java/talk/Said.java",
                "package talk;\n" + actor("\"maven\""),
                "src/main/resources/pages/index.html",
                "hi",
                "src/test/java/talk/SaidTest.java",
                "this is not for the server");
        packages.add(folder);
        assertEquals("\"maven\"", call(SAID));
    }

    @Test
    public void documentationAndPropertiesArePartOfTheInfo() throws Exception {
        sources(
                folder,
                TestPackages.toml("talk", "1.0.0")
                        + "[[static_dirs]]\nname = \"pages\"\npath_url = \"/pages\"\npath_location = \"pages\"\n",
                "actors/Said.java",
                actor("\"\""),
                "pages/index.html",
                "hi",
                "chats/Welcome.java",
                "class Welcome {}",
                "package-info.java",
                "/**\n * Talks to people.\n */\npackage talk;");
        PackageInfo info = packages.add(folder);
        assertEquals("/talk", info.properties().baseUrl());
        assertEquals("talk/1.0.0", info.properties().module());
        assertEquals("[said]", info.properties().actors().toString());
        assertEquals("[Welcome]", info.properties().chats().toString());
        assertEquals("[/pages]", info.properties().staticDirs().toString());
        assertEquals("Talks to people.", info.properties().documentation());
    }

    private void edit(String file, String text) throws Exception {
        awaitOperation(lastOperation(), "read", () -> save(file, text));
    }

    /** At once, so that nothing half written is read. */
    private void save(String file, String text) throws IOException {
        Path beside = Files.writeString(folder.resolveSibling("saved"), text);
        Files.move(beside, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
