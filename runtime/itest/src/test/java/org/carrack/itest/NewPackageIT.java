package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.carrack.itest.ServerProcess.Ended;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** {@code carrack package new} and {@code verify}, as an author at a terminal has them. */
@Category(OwnProcess.class)
public class NewPackageIT {

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private static Ended carrack(String... arguments) throws Exception {
        return ServerProcess.carrack(arguments);
    }

    @Test
    public void aNewPackageIsAddedAsItIs() throws Exception {
        Path root = folder.getRoot().toPath();
        Ended made = carrack("package", "new", "my-shop", "--dest", root.toString());
        assertEquals(made.err(), 0, made.status());
        Ended again = carrack("package", "new", "my-shop", "--dest", root.toString());
        assertEquals(1, again.status());
        assertEquals(root.resolve("my-shop") + " is there already; remove it, or choose another name\n", again.err());
        Ended illegal = carrack("package", "new", "My Shop", "--dest", root.toString());
        assertEquals(
                "\"My Shop\" is no package name: use lower-case letters, digits, _ and -, starting with a letter\n",
                illegal.err());
        try (ServerProcess server = ServerProcess.start(root.resolve("home"))) {
            Ended verified =
                    server.command("package", "verify", root.resolve("my-shop").toString());
            assertEquals("my-shop 1.0.0 can be added\n", verified.out());
            Ended added =
                    server.command("package", "add", root.resolve("my-shop").toString());
            assertEquals(added.err(), "my-shop 1.0.0 ACTIVE\n    /my-shop is open to everybody\n", added.out());
            assertEquals(
                    "\"hello from my-shop\"",
                    server.post("/my-shop/actors/myShopActor/hello").body());
            Path odd = Files.createDirectories(root.resolve("odd/actors")).getParent();
            Files.writeString(odd.resolve("package.toml"), TestPackages.toml("odd", "1.0.0"));
            Files.writeString(odd.resolve("actors/Odd.java"), """
                    import org.carrack.actor.*;
                    @org.osgi.service.component.annotations.Component
                    public class Odd implements Actor {
                        @ActorMethod public int count(@Default("many") int times) { return times; }
                    }
                    """);
            Ended refused = server.command("package", "add", odd.toString());
            assertEquals(1, refused.status());
            assertEquals(
                    "odd 1.0.0: actor odd.Odd is not offered: the default many of parameter times is no int\n",
                    refused.err());
        }
    }

    @Test
    public void aNewMavenProjectBuildsAndPassesItsTestInTheRealServer() throws Exception {
        Path root = folder.getRoot().toPath();
        Ended made = carrack("package", "new", "shop", "--maven", "--dest", root.toString());
        assertEquals(made.err(), 0, made.status());
        Path project = root.resolve("shop");
        // What this build leaves is nobody else's; what others have fetched is used.
        ProcessBuilder builder = new ProcessBuilder(
                        "./mvnw",
                        "-B",
                        "-Dmaven.repo.local=" + root.resolve("m2"),
                        "-Dmaven.repo.local.tail=" + Path.of(System.getProperty("user.home"), ".m2/repository"),
                        "verify")
                .directory(project.toFile())
                .redirectErrorStream(true);
        builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1");
        Process build = builder.start();
        String log = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue("it did not end", build.waitFor(300, TimeUnit.SECONDS));
        assertEquals(log, 0, build.exitValue());
        assertTrue(log, log.contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0"));
        try (ServerProcess server = ServerProcess.start(root.resolve("home"))) {
            Ended added = server.command(
                    "package", "add", project.resolve("target/shop-1.0.0.jar").toString());
            assertEquals(added.err(), "shop 1.0.0 ACTIVE\n    /shop is open to everybody\n", added.out());
            assertEquals(
                    "\"hello from shop\"",
                    server.post("/shop/actors/shopActor/hello").body());
        }
    }

    @Test
    public void verifySaysAllThatIsWrongWithoutAServer() throws Exception {
        Path root = folder.getRoot().toPath();
        Path file = root.resolve("package.toml");
        Files.writeString(file, "name = \"Nice\"\nversion = \"1\"\n[[depends_on]]\nname = \"x\"\nversion = \"a\"\n");
        Ended verified = carrack(
                "package",
                "verify",
                file.toString(),
                "--json",
                "--home",
                root.resolve("none").toString());
        assertEquals(1, verified.status());
        assertEquals(
                ("{'name':'Nice','version':'1','problems':["
                                + "{'severity':'error','file':'package.toml','line':1,'column':1,'message':'\\'Nice\\' is no package name: use lower-case letters, digits, _ and -, starting with a letter'},"
                                + "{'severity':'error','file':'package.toml','line':2,'column':1,'message':'\\'1\\' is no version: write major.minor.micro, such as 1.0.0 or 1.0.0-beta'},"
                                + "{'severity':'error','file':'package.toml','line':5,'column':1,'message':'\\'a\\' is no version to depend on: write X or X.X, such as 1 or 1.2'}]}\n")
                        .replace('\'', '"'),
                verified.out());
        Files.writeString(
                file,
                TestPackages.toml("nice", "1.0.0")
                        + "[[static_dir]]\n[[static_dirs]]\nname = \"a\"\npath_url = \"/\"\npath_location = \"../up\"\n");
        verified = carrack(
                "package",
                "verify",
                file.toString(),
                "--home",
                root.resolve("none").toString());
        assertEquals(1, verified.status());
        assertTrue(
                verified.out(),
                verified.out()
                        .startsWith(
                                "warning: package.toml:5:1: nothing here takes the tag static_dir; did you mean static_dirs?\nerror: package.toml:"));
        assertTrue(verified.out(), verified.out().endsWith("nice 1.0.0 cannot be added\n"));
        Path sources = root.resolve("sources");
        Server.sources(
                sources,
                TestPackages.toml("nice", "1.0.0") + "[[depends_on]]\nname = \"far\"\n",
                "actors/A.java",
                "class A { int x = \"\"; }");
        verified = carrack(
                "package",
                "verify",
                sources.toString(),
                "--home",
                root.resolve("none").toString());
        assertEquals(
                "warning: package.toml:5:1: nice 1.0.0 needs far, which is not installed; drop it into the deploy folder or add it\nnice 1.0.0 can be added\n",
                verified.out());
        Files.writeString(sources.resolve("package.toml"), TestPackages.toml("nice", "1.0.0"));
        verified = carrack(
                "package",
                "verify",
                sources.toString(),
                "--home",
                root.resolve("none").toString());
        assertEquals(
                "error: actors/A.java:1:19: incompatible types: java.lang.String cannot be converted to int\nnice 1.0.0 cannot be added\n",
                verified.out());
        Ended nothing = carrack(
                "package",
                "verify",
                root.resolve("nothing").toString(),
                "--home",
                root.resolve("none").toString());
        assertEquals(1, nothing.status());
        assertEquals("there is no file or folder %s\n".formatted(root.resolve("nothing")), nothing.err());
    }
}
