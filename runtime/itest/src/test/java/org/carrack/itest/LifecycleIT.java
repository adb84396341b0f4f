package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.carrack.manage.PackageException;
import org.carrack.manage.PackageState;
import org.junit.Test;

/** Requests by name: add, stop, start, update, delete; hooks are called in order, and install once. */
public class LifecycleIT extends Server {

    @Test
    public void hooksAreCalledInOrderAndInstallOnce() throws Exception {
        awaitStarted();
        packages.add(built("hooks.jar"));
        Path calls = home().resolve("data/packages/hooks/calls");
        assertEquals("install start ", Files.readString(calls));
        assertEquals(PackageState.STOPPED, packages.stop("hooks").state());
        assertEquals(PackageState.ACTIVE, packages.start("hooks").state());
        assertEquals("install start stop start ", Files.readString(calls));
        packages.delete("hooks", false);
        assertEquals("install start stop start stop uninstall ", Files.readString(calls));
        packages.add(built("hooks.jar"));
        packages.delete("hooks", true);
        assertFalse(Files.exists(calls));
    }

    @Test
    public void aStoppedPackageAnswersNoMoreAndAnUpdateReadsItsSourceAgain() throws Exception {
        awaitStarted();
        Path source = Files.createTempDirectory("source").resolve("answers.jar");
        Files.copy(built("answers-1.0.0.jar"), source);
        packages.add(source);
        assertEquals("\"1.0.0\"", call("/answers/actors/answersActor/version"));
        packages.stop("answers");
        assertEquals(404, post("/answers/actors/answersActor/version", "").statusCode());
        Files.delete(source);
        assertRefused(
                "answers cannot be updated: it came from %s, which is not there; add it from somewhere else"
                        .formatted(source),
                () -> packages.update("answers"));
        Files.copy(built("answers-1.0.1.jar"), source);
        packages.update("answers");
        assertEquals("\"1.0.1\"", call("/answers/actors/answersActor/version"));
        packages.delete("answers", true);
        assertEquals(404, post("/answers/actors/answersActor/version", "").statusCode());
    }

    @Test
    public void aPackageThatOthersNeedIsNeitherStoppedNorDeleted() throws Exception {
        awaitStarted();
        Path folder = Files.createTempDirectory("packages");
        Path base = Files.createDirectory(folder.resolve("base"));
        Files.writeString(base.resolve("package.toml"), TestPackages.toml("base", "1.0.0"));
        Path user = Files.createDirectory(folder.resolve("user"));
        Files.writeString(
                user.resolve("package.toml"),
                TestPackages.toml("user", "1.0.0") + "[[depends_on]]\nname = \"base\"\nversion = \"1\"\n");
        packages.add(base);
        packages.add(user);
        assertRefused("base cannot be stopped: user needs base; stop user first", () -> packages.stop("base"));
        assertRefused(
                "base cannot be deleted: user needs base; delete user first, or all of them with --force",
                () -> packages.delete("base", false));
        Files.writeString(base.resolve("package.toml"), TestPackages.toml("base", "2.0.0"));
        assertRefused(
                base
                        + " now holds base 2.0.0, which is no update of 1.0.0 but an upgrade; type carrack package upgrade base",
                () -> packages.update("base"));
        Files.writeString(base.resolve("package.toml"), TestPackages.toml("base", "1.1.0"));
        assertEquals("1.1.0", packages.update("base").version());
        assertEquals(PackageState.ACTIVE, packages.find("user").orElseThrow().state());
        packages.stop("user");
        packages.stop("base");
        assertRefused("user 1.0.0 needs base 1, which is not running; start base first", () -> packages.start("user"));
        assertEquals(PackageState.STOPPED, packages.find("user").orElseThrow().state());
        packages.delete("user", true);
        packages.delete("base", true);
    }

    @Test
    public void aStoppedPackageIsNotStartedByAChangeOfItsFolder() throws Exception {
        awaitStarted();
        Path folder = Files.createTempDirectory("packages");
        Path still = linked(folder, "still", "1.0.0");
        Path other = linked(folder, "other", "1.0.0");
        packages.add(still);
        packages.add(other);
        packages.stop("still");
        linked(folder, "still", "1.0.1");
        linked(folder, "other", "1.0.1");
        awaitPackage("other", "1.0.1");
        assertEquals(PackageState.STOPPED, packages.find("still").orElseThrow().state());
        packages.start("still");
        awaitPackage("still", "1.0.1");
        packages.delete("still", true);
        packages.delete("other", true);
    }

    private static Path linked(Path parent, String name, String version) throws IOException {
        Path folder = Files.createDirectories(parent.resolve(name));
        Files.writeString(folder.resolve("package.toml"), TestPackages.toml(name, version));
        return folder;
    }

    @Test
    public void anUnknownNameIsToldWithTheNearestOne() throws Exception {
        awaitStarted();
        assertRefused("there is no package helo; did you mean hello?", () -> packages.start("helo"));
        assertRefused("there is no file or folder /nowhere/x.jar", () -> packages.add(Path.of("/nowhere/x.jar")));
        assertTrue(packages.find("helo").isEmpty());
    }

    private interface Request {
        Object make() throws PackageException;
    }

    private interface PackageAction {
        void make() throws PackageException;
    }

    private static void assertRefused(String message, Request request) {
        try {
            request.make();
            fail("not refused: " + message);
        } catch (PackageException e) {
            assertEquals(message, e.getMessage());
        }
    }

    private static void assertRefused(String message, PackageAction request) {
        assertRefused(message, () -> {
            request.make();
            return "";
        });
    }
}
