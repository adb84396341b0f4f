package org.carrack.runtime.manager.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the file events of this system. */
class LinkedFolderWatcherTest {

    @TempDir
    Path folder;

    private final BlockingQueue<Path> changed = new LinkedBlockingQueue<>();
    private LinkedFolderWatcher linked;

    @BeforeEach
    void watch() throws IOException {
        linked = new LinkedFolderWatcher(changed::add, System::nanoTime);
        linked.start();
    }

    @AfterEach
    void close() {
        linked.close();
    }

    private Path next() throws InterruptedException {
        return changed.poll(1, TimeUnit.MINUTES);
    }

    @Test
    void changeAtAnyDepthIsOneOfItsFolder() throws Exception {
        Path shop = Files.createDirectory(folder.resolve("shop"));
        Files.createDirectory(shop.resolve("actors"));
        Path house = Files.createDirectory(folder.resolve("house"));
        linked.watch(Set.of(shop, house));
        Files.writeString(shop.resolve("actors/A.java"), "");
        assertThat(next()).isEqualTo(shop);
        Files.writeString(Files.createDirectories(house.resolve("a/b")).resolve("c.txt"), "");
        assertThat(next()).isEqualTo(house);
    }

    @Test
    void whatBuildsAndEditorsWriteIsNoChange() throws Exception {
        Path shop = Files.createDirectory(folder.resolve("shop"));
        Files.createDirectory(shop.resolve("target"));
        Files.createDirectory(shop.resolve(".git"));
        linked.watch(Set.of(shop));
        Files.writeString(shop.resolve("target/A.class"), "");
        Files.writeString(shop.resolve(".git/HEAD"), "");
        Files.writeString(shop.resolve("A.java~"), "");
        Path house = Files.createDirectory(folder.resolve("house"));
        linked.watch(Set.of(shop, house));
        Files.writeString(house.resolve("a.txt"), "");
        assertThat(next()).as("the first change that counts").isEqualTo(house);
    }

    @Test
    void folderThatGoesAndComesAgainIsWatchedOn() throws Exception {
        Path shop = Files.createDirectory(folder.resolve("shop"));
        linked.watch(Set.of(shop));
        Files.delete(shop);
        assertThat(next()).isEqualTo(shop);
        Files.createDirectory(shop);
        assertThat(next()).isEqualTo(shop);
        Files.writeString(shop.resolve("a.txt"), "");
        assertThat(next()).isEqualTo(shop);
    }

    @Test
    void folderThatIsLinkedNoMoreIsWatchedNoMore() throws Exception {
        Path shop = Files.createDirectory(folder.resolve("shop"));
        Path house = Files.createDirectory(folder.resolve("house"));
        linked.watch(Set.of(shop, house));
        linked.watch(Set.of(house));
        Files.writeString(shop.resolve("a.txt"), "");
        Files.writeString(house.resolve("a.txt"), "");
        assertThat(next()).isEqualTo(house);
    }
}
