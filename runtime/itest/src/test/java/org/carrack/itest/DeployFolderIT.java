package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageState;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** The deploy folder: drop, overwrite and remove; and what is no package is told, beside the file, in one sentence. */
public class DeployFolderIT extends Server {

    private static final String VERSION = "/answers/actors/answersActor/version";

    @Before
    public void start() throws IOException {
        awaitStarted();
    }

    @After
    public void empty() throws IOException {
        clear();
    }

    @Test
    public void aDroppedJarAnswersAnOverwrittenOneAnswersAnewARemovedOneIsGone() throws Exception {
        assertEquals(404, post(VERSION, "").statusCode());
        drop(built("answers-1.0.0.jar"), "answers.jar");
        awaitPackage("answers", "1.0.0");
        assertEquals("\"1.0.0\"", call(VERSION));

        drop(built("answers-1.0.1.jar"), "answers.jar");
        awaitPackage("answers", "1.0.1");
        assertEquals("\"1.0.1\"", call(VERSION));
        assertFalse(Files.exists(deploy().resolve("answers.jar.problem")));

        awaitGone("answers", () -> Files.delete(deploy().resolve("answers.jar")));
        assertEquals(404, post(VERSION, "").statusCode());
        assertTrue(packages.find("answers").isEmpty());
    }

    @Test
    public void aFileStillBeingCopiedIsLeftAloneUntilWhole() throws Exception {
        byte[] whole = Files.readAllBytes(built("answers-1.0.0.jar"));
        Path file = deploy().resolve("answers.jar");
        String problem = awaitProblem("answers.jar", () -> write(file, whole, 0, whole.length / 2));
        assertTrue(problem, problem.startsWith("answers.jar is not a whole zip archive"));
        assertTrue(packages.find("answers").isEmpty());
        write(file, whole, whole.length / 2, whole.length);
        awaitPackage("answers", "1.0.0");
        assertEquals("\"1.0.0\"", call(VERSION));
        assertFalse(Files.exists(deploy().resolve("answers.jar.problem")));
    }

    @Test
    public void whatIsNoPackageIsToldBesideTheFileAndStopsNothing() throws Exception {
        assertTrue(awaitProblem("text.jar", () -> Files.writeString(deploy().resolve("text.jar"), "no zip at all"))
                .startsWith("text.jar is not a whole zip archive"));
        assertEquals(
                "plain.jar is no package: it has no package.toml, no bundle.xml and no bundle manifest",
                problemOfZip("plain.jar", Map.of("readme.txt", "hello")));
        assertEquals(
                "broken.zip: package.toml:1:8: this is not TOML: Unexpected end of line, expected a value",
                problemOfZip("broken.zip", Map.of("package.toml", "name = \nversion = \"1.0.0\"")));
        assertEquals(
                "bomb.zip: bundle.xml:1:1: a DOCTYPE is not allowed here (it could define entities); remove it",
                problemOfZip("bomb.zip", Map.of("bundle.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")));
        assertEquals(
                "nameless.zip: package.toml:1:1: the package has no name; add name = \"…\" (lower-case letters, digits, _ and -)",
                problemOfZip("nameless.zip", Map.of("package.toml", "version = \"1.0.0\"")));
        assertEquals(
                "versioned.zip: package.toml:2:1: \"1.x\" is no version: write major.minor.micro, such as 1.0.0 or 1.0.0-beta",
                problemOfZip("versioned.zip", Map.of("package.toml", "name = \"v\"\nversion = \"1.x\"")));
        assertEquals(
                "compiled.zip holds compiled code (actors/A.class) and no bundle manifest; build it with bnd-maven-plugin and drop the jar, or bring the .java files",
                problemOfZip("compiled.zip", Map.of("package.toml", "name = \"s\"", "actors/A.class", "")));
        assertEquals(
                "climbing.zip holds the illegal file name ../evil.txt",
                problemOfZip("climbing.zip", Map.of("package.toml", "name = \"c\"", "../evil.txt", "")));
        drop(built("answers-1.0.0.jar"), "answers.jar");
        awaitPackage("answers", "1.0.0");
        assertEquals("\"1.0.0\"", call(VERSION));
    }

    @Test
    public void aDamagedEntryIsFoundByItsChecksum() throws Exception {
        byte[] jar = Files.readAllBytes(built("answers-1.0.0.jar"));
        for (int i = 400; i < 420; i++) {
            jar[i] ^= 0x55;
        }
        String problem = awaitProblem("damaged.jar", () -> Files.write(deploy().resolve("damaged.jar"), jar));
        assertTrue(problem, problem.startsWith("damaged.jar is damaged"));
    }

    @Test
    public void twoFilesWithOnePackageAreTold() throws Exception {
        drop(built("answers-1.0.0.jar"), "answers.jar");
        awaitPackage("answers", "1.0.0");
        assertEquals(
                "package answers is already there from deploy/answers.jar; keep one of the two files",
                awaitProblem("second.jar", () -> drop(built("answers-1.0.1.jar"), "second.jar")));
        assertEquals("\"1.0.0\"", call(VERSION));
    }

    @Test
    public void aMissingDependencyIsNamedAndWhatWaitedStartsWhenItComes() throws Exception {
        assertEquals(
                "needy 1.0.0 needs wanted 1, which is not installed; drop it into the deploy folder or add it",
                problemOfZip("needy.zip", Map.of("package.toml", needing("needy", "wanted", "1"))));
        assertEquals(PackageState.FAILED, packages.find("needy").orElseThrow().state());
        dropZip("old.zip", Map.of("package.toml", TestPackages.toml("wanted", "2.0.0")));
        awaitPackage("wanted", "2.0.0");
        assertTrue(
                packages.find("needy").orElseThrow().reason().orElse(""),
                packages.find("needy")
                        .orElseThrow()
                        .reason()
                        .orElse("")
                        .equals(
                                "needy 1.0.0 needs wanted 1, and wanted 2.0.0 is installed; add a version of wanted that fits, or change depends_on"));
        dropZip("old.zip", Map.of("package.toml", TestPackages.toml("wanted", "1.4.0")));
        awaitPackage("needy", "1.0.0");
        assertFalse(Files.exists(deploy().resolve("needy.zip.problem")));

        awaitGone("needy", () -> Files.delete(deploy().resolve("old.zip")));
        assertReason(
                "needy",
                "needy 1.0.0 needs wanted 1, which is not installed; drop it into the deploy folder or add it");
    }

    @Test
    public void aCircleIsPrinted() throws Exception {
        dropZip("left.zip", Map.of("package.toml", needing("left", "middle", "1")));
        dropZip("middle.zip", Map.of("package.toml", needing("middle", "right", "1")));
        assertEquals(
                "right 1.0.0 cannot be added: packages need each other in a circle: right -> left -> middle -> right; remove one of these dependencies",
                problemOfZip("right.zip", Map.of("package.toml", needing("right", "left", "1"))));
    }

    @Test
    public void aFolderIsAPackageToo() throws Exception {
        Path folder = Files.createDirectories(deploy().resolve("site"));
        Files.createDirectories(folder.resolve("pages"));
        Files.writeString(folder.resolve("pages/index.html"), "from a folder");
        Files.writeString(
                folder.resolve("package.toml"),
                TestPackages.toml("site", "1.0.0")
                        + "[[static_dirs]]\npath_url = \"/\"\npath_location = \"pages\"\nname = \"p\"\n");
        awaitPackage("site", "1.0.0");
        assertEquals("from a folder", get("/site/").body());
        awaitGone("site", () -> {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        });
    }

    @Test
    public void anUnknownTagIsAWarningWithTheNearestName() throws Exception {
        dropZip(
                "tagged.zip",
                Map.of("package.toml", TestPackages.toml("tagged", "1.0.0") + "[[static_dir]]\nname = \"x\"\n"));
        awaitPackage("tagged", "1.0.0");
        assertEquals(PackageState.ACTIVE, packages.find("tagged").orElseThrow().state());
        assertEquals(
                List.of("package.toml:5:1: nothing here takes the tag static_dir; did you mean static_dirs?"),
                packages.find("tagged").orElseThrow().warnings());
    }

    @Test
    public void aStaticDirThatIsNotThereIsToldWithItsLine() throws Exception {
        String toml = TestPackages.toml("dirless", "1.0.0");
        assertEquals(
                "dirless 1.0.0: package.toml:5:1: Cannot find static dir www: the package has no such folder, or nothing is in it",
                problemOfZip(
                        "dirless.zip",
                        Map.of(
                                "package.toml",
                                toml + "[[static_dirs]]\nname=\"w\"\npath_url=\"/\"\npath_location=\"www\"\n")));
        assertEquals(
                "urlless 1.0.0: package.toml:5:1: path_url is missing in static_dirs: give the path below the package, \"/\" for all of it",
                problemOfZip(
                        "urlless.zip",
                        Map.of(
                                "package.toml",
                                TestPackages.toml("urlless", "1.0.0") + "[[static_dirs]]\nname=\"w\"\n")));
    }

    @Test
    public void aFileThatHoldsAnotherPackageNowBringsItAndTakesTheOldOneAway() throws Exception {
        dropZip("s.zip", Map.of("package.toml", TestPackages.toml("nameone", "1.0.0")));
        awaitPackage("nameone", "1.0.0");
        dropZip("s.zip", Map.of("package.toml", TestPackages.toml("nametwo", "1.0.0")));
        awaitPackage("nametwo", "1.0.0");
        assertTrue(packages.find("nameone").isEmpty());
        assertTrue("the user's file stays", Files.exists(deploy().resolve("s.zip")));
        awaitGone("nametwo", () -> Files.delete(deploy().resolve("s.zip")));
        assertTrue(packages.find("nametwo").isEmpty());
    }

    @Test
    public void aBundleWhoseNameLeadsOutOfTheHomeIsRefused() throws Exception {
        for (String name : List.of("..", "../../evil", "a b", "")) {
            String file = "named" + name.length() + ".jar";
            String problem = problemOfZip(
                    file,
                    Map.of(
                            "META-INF/MANIFEST.MF",
                            "Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: " + name + "\n"));
            assertEquals(
                    "\"" + name + "\", the Bundle-SymbolicName of " + file
                            + ", is no symbolic name: use letters, digits, _, - and single dots between them",
                    problem);
        }
    }

    @Test
    public void aRemovedDeployFolderIsMadeAgain() throws Exception {
        drop(built("answers-1.0.0.jar"), "answers.jar");
        awaitPackage("answers", "1.0.0");
        awaitGone("answers", () -> {
            Files.delete(deploy().resolve("answers.jar"));
            Files.delete(deploy());
        });
        assertTrue(Files.isDirectory(deploy()));
        drop(built("answers-1.0.1.jar"), "answers.jar");
        awaitPackage("answers", "1.0.1");
    }

    @Test
    public void aPipeKeepsNobodyWaiting() throws Exception {
        Path pipe = deploy().resolve("pipe.jar");
        assertEquals("pipe.jar is neither a file nor a folder", awaitProblem("pipe.jar", () -> {
            try {
                assertEquals(
                        0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }));
        drop(built("answers-1.0.0.jar"), "answers.jar");
        awaitPackage("answers", "1.0.0");
    }

    @Test
    public void aGoodFileOverwrittenByABadOneServesOnAndSaysSo() throws Exception {
        drop(built("answers-1.0.0.jar"), "answers.jar");
        awaitPackage("answers", "1.0.0");
        String problem =
                awaitProblem("answers.jar", () -> Files.writeString(deploy().resolve("answers.jar"), "spoilt"));
        assertEquals("\"1.0.0\"", call(VERSION));
        assertReason("answers", problem + "; 1.0.0 serves on");
    }

    private void assertReason(String name, String reason) {
        assertEquals(reason, packages.find(name).flatMap(PackageInfo::reason).orElse(""));
    }

    private static String needing(String name, String other, String version) {
        return TestPackages.toml(name, "1.0.0")
                + "[[depends_on]]\nname = \"%s\"\nversion = \"%s\"\n".formatted(other, version);
    }

    private String problemOfZip(String file, Map<String, String> content) throws IOException {
        return awaitProblem(file, () -> dropZip(file, content));
    }

    private void dropZip(String file, Map<String, String> content) throws IOException {
        Path zip = Files.createTempFile("package", ".zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (Map.Entry<String, String> entry : content.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        drop(zip, file);
    }

    private static void write(Path file, byte[] bytes, int from, int to) throws IOException {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(bytes, from, to - from);
        }
    }
}
