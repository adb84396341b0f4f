package org.carrack.runtime.wiki.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderFilesTest {

    @TempDir
    Path folder;

    /** As long ago as it takes for the next change to have another time. */
    private void age() throws Exception {
        try (var all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
            }
        }
    }

    @Test
    void whatIsSavedMadeOrDeletedIsNoticed() throws Exception {
        Path page = Files.writeString(
                Files.createDirectories(folder.resolve("guide")).resolve("a.md"), "# A");
        age();
        FolderFiles files = new FolderFiles(folder);
        String stamp = String.valueOf(files.stamps().get("guide/a.md"));
        assertThat(files.haveChanged("guide/a.md", stamp)).isFalse();
        Files.writeString(page, "# Another");
        assertThat(files.haveChanged("", "")).as("somewhere").isFalse();
        assertThat(files.haveChanged("guide/a.md", stamp)).as("that one").isTrue();
        age();
        assertThat(files.stamps()).containsOnlyKeys("guide/a.md");
        Files.writeString(folder.resolve("guide/b.md"), "# B");
        assertThat(files.haveChanged("", "")).as("one has come").isTrue();
        age();
        assertThat(files.stamps()).containsOnlyKeys("guide/a.md", "guide/b.md");
        Files.delete(folder.resolve("guide/b.md"));
        assertThat(files.haveChanged("", "")).as("one has gone").isTrue();
    }

    @Test
    void nothingOutsideIsRead() throws Exception {
        Path outside = Files.writeString(folder.resolve("secret.txt"), "secret");
        Path wiki = Files.createDirectories(folder.resolve("wiki/.git"));
        Files.writeString(wiki.resolve("config"), "x");
        Files.createSymbolicLink(folder.resolve("wiki/link.md"), outside);
        FolderFiles files = new FolderFiles(folder.resolve("wiki"));
        assertThat(files.stamps()).isEmpty();
        assertThat(files.read("link.md")).isEmpty();
        assertThat(files.read("../secret.txt")).isEmpty();
    }
}
