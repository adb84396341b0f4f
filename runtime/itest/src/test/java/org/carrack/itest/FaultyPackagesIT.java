package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageRequest;
import org.carrack.manage.PackageState;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A package that fails is listed with its reason, and hurts nobody else. */
public class FaultyPackagesIT extends Server {

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @Before
    public void start() {
        awaitStarted();
    }

    @After
    public void helloStillAnswers() throws Exception {
        assertEquals("\"hello from foo's actor\"", call("/hello/actors/helloActor/hello"));
        clear();
    }

    @Test
    public void aComponentThatThrows() throws Exception {
        assertFails(
                "throwing",
                "component org.carrack.itest.packages.faulty.throwing.ThrowingActor of throwing 1.0.0 failed: IllegalStateException: the reactor is cold");
    }

    @Test
    public void aClassThatCannotBeLoaded() throws Exception {
        String reason =
                "component org.carrack.itest.packages.faulty.missing.MissingActor of missing 1.0.0 failed: the class org.carrack.itest.packages.servlets.Left cannot be loaded; does the manifest import its Java package?";
        assertFails("missing", reason);
        assertEquals(List.of(reason), verified(built("missing.jar")));
    }

    @Test
    public void aHookThatThrows() throws Exception {
        assertFails("hook", "the install hook of hook 1.0.0 failed: IllegalStateException: no room on the shelf");
    }

    @Test
    public void aJavaPackageThatNobodyExports() throws Exception {
        String reason =
                "importing 1.0.0 cannot be resolved: it imports the Java package com.example.nowhere [1.2.0,2.0.0), which nothing here exports; add a bundle that does";
        assertFails("importing", reason);
        assertEquals(List.of(reason), verified(built("importing.jar")));
    }

    @Test
    public void aPackageWhoseNeedsAreMissing() throws Exception {
        Path sources = folder.newFolder("eager").toPath();
        Files.writeString(
                sources.resolve("package.toml"),
                TestPackages.toml("eager", "1.0.0")
                        + "[[depends_on]]\nname = \"far\"\n[[depends_on]]\nname = \"wide\"\n");
        String reason =
                "eager 1.0.0 needs far, which is not installed; drop it into the deploy folder or add it; and eager 1.0.0 needs wide, which is not installed; drop it into the deploy folder or add it";
        assertEquals(reason, refusal(PackageRequest.add(sources.toString())));
        assertEquals(List.of(reason), verified(sources));
        assertFalse(packages.verify(sources.toString()).isGood());
    }

    @Test
    public void aBundleThatIsVerifiedIsNotSeenByOthers() throws Exception {
        int before = context.getBundles().length;
        assertEquals(List.of(), verified(built("answers-1.0.0.jar")));
        drop(built("answers-1.0.0.jar"), "answers.jar");
        assertEquals(List.of(), verified(built("answers-1.0.0.jar")));
        awaitGone("answers", () -> Files.delete(deploy().resolve("answers.jar")));
        assertEquals(before, context.getBundles().length);
    }

    private List<String> verified(Path file) throws PackageException {
        return packages.verify(file.toString()).problems().stream()
                .map(p -> p.message())
                .toList();
    }

    /** What is refused of a bundle with these headers, by add and by verify alike. */
    private void assertRefused(String reason, String... headers) throws Exception {
        Path jar = folder.newFile("refused.jar").toPath();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        for (int i = 0; i < headers.length; i += 2) {
            manifest.getMainAttributes().putValue(headers[i], headers[i + 1]);
        }
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        assertEquals(reason, refusal(PackageRequest.add(jar.toString())));
        assertEquals(List.of(reason), verified(jar));
        assertEquals(reason, awaitProblem("refused.jar", () -> drop(jar, "refused.jar")));
        assertEquals(
                reason,
                packages.list().stream()
                        .filter(info -> info.source().equals("deploy/refused.jar"))
                        .findFirst()
                        .orElseThrow()
                        .reason()
                        .orElse(""));
        Files.delete(deploy().resolve("refused.jar"));
    }

    @Test
    public void whatThePlatformExportsNoPackageExports() throws Exception {
        assertRefused(
                "lib 1.0.0 exports the Java package org.carrack.auth, which belongs to the server (org.carrack.api exports it); remove it from Export-Package and import it instead",
                "Bundle-SymbolicName",
                "lib",
                "Bundle-Version",
                "1.0.0",
                "Export-Package",
                "com.example;version=\"1\";uses:=\"a,b\",org.carrack.auth;version=\"9\"");
    }

    @Test
    public void aBundleOfTheServerKeepsItsName() throws Exception {
        assertRefused(
                "org.carrack.http 9.0.0 has the symbolic name of a bundle of the server; give it another name",
                "Bundle-SymbolicName",
                "org.carrack.http;singleton:=true",
                "Bundle-Version",
                "9");
    }

    @Test
    public void aNameOrVersionWithoutEndIsRefusedAndTheDeployFolderIsWatchedOn() throws Exception {
        assertRefused(
                "the Bundle-SymbolicName of refused.jar has 119,999 characters, and at most 200 are allowed; give it a shorter one",
                "Bundle-SymbolicName",
                "a.".repeat(60_000).substring(1));
    }

    @Test
    public void anUpdateThatFailsLeavesTheOldOneServing() throws Exception {
        drop(built("answers-1.0.0.jar"), "answers.jar");
        awaitPackage("answers", "1.0.0");
        String problem = awaitProblem("answers.jar", () -> drop(built("answers-bad.jar"), "answers.jar"));
        assertTrue(problem, problem.contains("of answers 1.1.0 failed: IllegalStateException: the reactor is cold"));
        assertEquals("\"1.0.0\"", call("/answers/actors/answersActor/version"));
        assertEquals(PackageState.ACTIVE, packages.find("answers").orElseThrow().state());
        assertEquals(
                problem + "; 1.0.0 serves on",
                packages.find("answers").orElseThrow().reason().orElse(""));
        awaitGone("answers", () -> Files.delete(deploy().resolve("answers.jar")));
    }

    private void assertFails(String name, String reason) throws IOException {
        assertEquals(reason, awaitProblem(name + ".jar", () -> drop(built(name + ".jar"), name + ".jar")));
        try {
            packages.start(name);
            fail(name + " started");
        } catch (PackageException e) {
            assertEquals(reason, e.getMessage());
        }
        assertEquals(PackageState.FAILED, packages.find(name).orElseThrow().state());
        assertEquals(reason, packages.find(name).orElseThrow().reason().orElse(""));
        try {
            packages.delete(name, true);
        } catch (PackageException e) {
            throw new AssertionError(e);
        }
        assertTrue(packages.find(name).isEmpty());
    }
}
