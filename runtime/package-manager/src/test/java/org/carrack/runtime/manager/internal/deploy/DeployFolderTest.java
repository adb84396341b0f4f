package org.carrack.runtime.manager.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeployFolderTest {

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> events = new ArrayList<>();
    private final Map<String, String> known = new HashMap<>();

    /** Knows the files that it was given. */
    private final DeployListener listener = new DeployListener() {
        @Override
        public Path folder() {
            return folder;
        }

        @Override
        public boolean isKnown(String file, String stamp) {
            return stamp.equals(known.get(file));
        }

        @Override
        public Set<String> knownFiles() {
            return known.keySet();
        }

        @Override
        public void changed(Map<String, String> changed, Set<String> gone) {
            known.putAll(changed);
            known.keySet().removeAll(gone);
            new TreeSet<>(changed.keySet()).forEach(file -> events.add("changed " + file));
            new TreeSet<>(gone).forEach(file -> events.add("gone " + file));
        }
    };

    private DeployFolder watched;

    @BeforeEach
    void watch() throws IOException {
        watched = new DeployFolder(listener, nanos::get);
    }

    @AfterEach
    void close() {
        watched.close();
    }

    /** The events since the last call, after that time without one. */
    private List<String> after(int millis) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
        watched.settle();
        List<String> now = List.copyOf(events);
        events.clear();
        return now;
    }

    private Path zip(String name) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("package.toml"));
        }
        return file;
    }

    @Test
    void wholeArchiveIsTakenAtOnce() throws IOException {
        watched.changed(zip("shop.jar"), true);
        assertThat(after(0)).containsExactly("changed shop.jar");
        watched.changed(folder.resolve("shop.jar"), false);
        assertThat(after(1_000)).as("it is known as it is").isEmpty();
    }

    @Test
    void fileThatIsStillCopiedIsTakenWhenItIsQuiet() throws IOException {
        Path file = Files.writeString(folder.resolve("shop.jar"), "the first half");
        watched.changed(file, true);
        assertThat(after(400)).isEmpty();
        watched.changed(file, false);
        assertThat(after(400)).isEmpty();
        assertThat(after(100)).containsExactly("changed shop.jar");
    }

    @Test
    void folderIsTakenWhenItIsQuiet() throws IOException {
        Path shop = Files.createDirectory(folder.resolve("shop"));
        watched.changed(shop, true);
        assertThat(after(200)).isEmpty();
        watched.changed(Files.writeString(shop.resolve("package.toml"), ""), true);
        assertThat(after(200)).isEmpty();
        assertThat(after(100)).containsExactly("changed shop");
    }

    @Test
    void fileIsGoneOnlyIfItDoesNotComeAgain() throws IOException {
        watched.changed(zip("shop.jar"), true);
        after(0);
        Files.delete(folder.resolve("shop.jar"));
        watched.changed(folder.resolve("shop.jar"), false);
        assertThat(after(99)).as("some programs replace by deleting first").isEmpty();
        assertThat(after(1)).containsExactly("gone shop.jar");
    }

    @Test
    void pollFindsWhatNoEventReported() throws IOException {
        zip("shop.jar");
        assertThat(after(4_999)).isEmpty();
        assertThat(after(1)).containsExactly("changed shop.jar");
        Files.delete(folder.resolve("shop.jar"));
        assertThat(after(5_000)).isEmpty();
        assertThat(after(100)).containsExactly("gone shop.jar");
    }

    @Test
    void scanFindsWhatHappenedBefore() throws IOException {
        zip("shop.jar");
        Files.writeString(folder.resolve("gone.jar.problem"), "of a file that is not there");
        Files.writeString(folder.resolve("shop.jar.problem"), "of a file that is");
        known.put("old.jar", "its stamp");
        watched.scan();
        assertThat(events).containsExactly("changed shop.jar", "gone old.jar");
        assertThat(folder.resolve("gone.jar.problem")).doesNotExist();
        assertThat(folder.resolve("shop.jar.problem")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".hidden.jar",
                "shop.jar~",
                "shop.jar.problem",
                "shop.deleted",
                "shop.deleted2",
                "shop.jar.tmp",
                "shop.jar.part",
                "shop.jar.filepart",
                "shop.jar.crdownload",
                "shop.toml.swp"
            })
    void namesOfNoPackagesAreIgnored(String name) throws IOException {
        watched.changed(zip(name), true);
        assertThat(after(10_000)).isEmpty();
    }

    @Test
    void anErrorAtOneFileDoesNotEndTheThreadThatWatches() throws Exception {
        BlockingQueue<String> taken = new LinkedBlockingQueue<>();
        DeployListener failing = new DeployListener() {
            @Override
            public Path folder() {
                return folder;
            }

            @Override
            public boolean isKnown(String file, String stamp) {
                return taken.contains(file);
            }

            @Override
            public Set<String> knownFiles() {
                return Set.of();
            }

            @Override
            public void changed(Map<String, String> changed, Set<String> gone) {
                taken.addAll(changed.keySet());
                if (changed.containsKey("bad.zip")) {
                    throw new StackOverflowError("of a pattern");
                }
            }
        };
        try (DeployFolder real = new DeployFolder(failing, System::nanoTime)) {
            real.start();
            Files.writeString(folder.resolve("bad.zip"), "no archive");
            assertThat(taken.poll(1, TimeUnit.MINUTES)).isEqualTo("bad.zip");
            Files.writeString(folder.resolve("good.zip"), "no archive");
            String next = taken.poll(1, TimeUnit.MINUTES);
            while ("bad.zip".equals(next)) {
                // It is not known, so it is looked at again.
                next = taken.poll(1, TimeUnit.MINUTES);
            }
            assertThat(next).isEqualTo("good.zip");
            assertThat(real.thread().isAlive()).isTrue();
        }
    }
}
