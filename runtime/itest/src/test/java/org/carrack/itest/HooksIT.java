package org.carrack.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.carrack.manage.PackageInfo;
import org.carrack.manage.PackageRequest;
import org.carrack.manage.PackageRequest.Option;
import org.carrack.manage.PackageState;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The hooks of a package's life: their order, which are called once, and what becomes of one that hangs. */
public class HooksIT extends Server {

    @Rule
    public TemporaryFolder temporary = new TemporaryFolder();

    private Path folder;

    @Before
    public void prepare() {
        awaitStarted();
        folder = temporary.getRoot().toPath();
    }

    @After
    public void clean() throws Exception {
        Files.deleteIfExists(home().resolve("etc/carrack.toml"));
        if (packages.find("life").isPresent()) {
            packages.delete("life", true);
        }
    }

    /** A package that writes down which of its hooks are called. */
    private String life(String version, String more) throws IOException {
        return sources(
                        folder.resolve("life-" + version),
                        TestPackages.toml("life", version)
                                + "[[settings]]\nname = \"life.word\"\ndefault_value = \"hi\"\n",
                        "Life.java",
                        """
                        import java.nio.file.*;
                        import org.carrack.lifecycle.*;
                        import org.osgi.framework.Version;
                        import org.osgi.service.component.annotations.Component;
                        @Component
                        public class Life implements PackageLifecycle {
                            private void note(PackageContext me, String hook) {
                                try {
                                    Files.writeString(me.dataFolder().resolve("calls"), me.version() + " " + hook + "\\n",
                                            StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                                } catch (java.io.IOException e) { throw new java.io.UncheckedIOException(e); }
                            }
                            public void preinstall(PackageContext me) { note(me, "preinstall"); }
                            public void install(PackageContext me) {
                                note(me, "install " + me.extras().get("key") + " " + me.settings().get("life.word"));
                            }
                            public void boot(PackageContext me) { note(me, "boot"); }
                            public void start(PackageContext me) { note(me, "start"); %s }
                            public void stop(PackageContext me) { note(me, "stop"); }
                            public void update(PackageContext me, Version from) { note(me, "update from " + from); }
                            public void upgrade(PackageContext me, Version from) { note(me, "upgrade from " + from); }
                            public void uninstall(PackageContext me) { note(me, "uninstall"); }
                        }
                        """.formatted(more))
                .toString();
    }

    private String calls() throws IOException {
        Path file = home().resolve("data/packages/life/calls");
        String calls = Files.readString(file);
        Files.delete(file);
        return calls;
    }

    @Test
    public void everyHookHasItsTime() throws Exception {
        packages.execute(PackageRequest.add(life("1.0.0", "")).with(Option.COPY).withExtras(Map.of("key", "value")));
        assertEquals("1.0.0 preinstall\n1.0.0 install value hi\n1.0.0 boot\n1.0.0 start\n", calls());
        packages.stop("life");
        packages.start("life");
        assertEquals("1.0.0 stop\n1.0.0 start\n", calls());
        packages.execute(PackageRequest.add(life("1.1.0", "")));
        assertEquals("1.0.0 stop\n1.1.0 update from 1.0.0\n1.1.0 boot\n1.1.0 start\n", calls());
        packages.execute(PackageRequest.add(life("2.0.0", "")));
        assertEquals("1.1.0 stop\n2.0.0 upgrade from 1.1.0\n2.0.0 boot\n2.0.0 start\n", calls());
        packages.execute(PackageRequest.rollback("life"));
        assertEquals("2.0.0 stop\n1.1.0 start\n", calls());
        PackageInfo info = packages.find("life").orElseThrow();
        assertEquals(Map.of("key", "value"), info.extras());
        assertEquals(Optional.of("2.0.0"), info.previous());
        packages.execute(PackageRequest.upgrade("life", Optional.of("2")));
        assertEquals("1.1.0 stop\n2.0.0 upgrade from 1.1.0\n2.0.0 start\n", calls());
        packages.stop("life");
        assertEquals("2.0.0 stop\n", calls());
        packages.delete("life", false);
        assertEquals("2.0.0 uninstall\n", calls());
    }

    @Test
    public void aVersionThatFailsLeavesTheOneBeforeServing() throws Exception {
        packages.execute(PackageRequest.add(life("1.0.0", "")));
        assertEquals(
                "the start hook of life 1.1.0 failed: IllegalStateException: not today",
                refusal(PackageRequest.add(life("1.1.0", "throw new IllegalStateException(\"not today\");"))));
        PackageInfo info = packages.find("life").orElseThrow();
        assertEquals("1.0.0", info.version());
        assertEquals(PackageState.ACTIVE, info.state());
        assertEquals(
                "the start hook of life 1.1.0 failed: IllegalStateException: not today; 1.0.0 serves on",
                info.reason().orElse(""));
        assertEquals(
                "life cannot be rolled back: no version was there before 1.0.0",
                refusal(PackageRequest.rollback("life")));
    }

    @Test
    public void anOlderVersionIsAskedForByName() throws Exception {
        packages.execute(PackageRequest.add(life("1.1.0", "")));
        String older = life("1.0.0", "");
        assertEquals(
                "life 1.0.0 is older than the installed 1.1.0; to go back, ask for it by name: carrack package upgrade life 1.0.0",
                refusal(PackageRequest.add(older)));
        packages.execute(PackageRequest.add(older).with(Option.DOWNGRADE));
        assertEquals("1.0.0", packages.find("life").orElseThrow().version());
    }

    @Test
    public void aHookThatHangsIsGivenUpAndNothingIsLeft() throws Exception {
        Files.createDirectories(home().resolve("etc"));
        Files.writeString(home().resolve("etc/carrack.toml"), "hook_limit_s = 1\n");
        String problem = refusal(PackageRequest.add(
                life("1.0.0", "try { Thread.sleep(600_000); } catch (InterruptedException e) { return; }")));
        assertTrue(
                problem,
                problem.matches(
                        "the start hook of life 1.0.0 has not ended within 1 s \\(it is at Life.java:\\d+\\); make it quicker, or raise hook_limit_s in etc/carrack.toml"));
        assertEquals(PackageState.FAILED, packages.find("life").orElseThrow().state());
        assertFalse(Files.exists(home().resolve("data/packages/life")));
        packages.execute(PackageRequest.add(life("1.0.0", "")));
        assertEquals("1.0.0 preinstall\n1.0.0 install null hi\n1.0.0 boot\n1.0.0 start\n", calls());
    }

    @Test
    public void whereNothingCanBeWrittenNothingIsDone() throws Exception {
        Path data = home().resolve("data");
        // A folder where a file must be written: as good as a disk that is full.
        Path blocked = Files.createDirectory(data.resolve("packages.json.next"));
        String problem = refusal(PackageRequest.add(life("1.0.0", "")));
        Files.delete(blocked);
        assertTrue(problem, problem.startsWith("the change could not be written down: "));
        assertTrue(problem, problem.endsWith("; it was undone"));
        assertFalse(Files.exists(home().resolve("data/packages/life")));
        assertTrue(packages.find("life").isEmpty()
                || packages.find("life").orElseThrow().state() == PackageState.FAILED);
        blocked = Files.createDirectory(data.resolve("journal"));
        problem = refusal(PackageRequest.add(life("1.0.0", "")));
        Files.deleteIfExists(blocked);
        assertTrue(problem, problem.startsWith("the journal could not be written: "));
        assertTrue(problem, problem.endsWith("; nothing was changed"));
        packages.execute(PackageRequest.add(life("1.0.0", "")));
        assertEquals("1.0.0", packages.find("life").orElseThrow().version());
    }
}
