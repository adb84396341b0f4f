package org.carrack.runtime.manager.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreTest {

    private static final String HELLO_SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @TempDir
    Path folder;

    @Test
    void anArtifactIsKeptUnderItsDigest() throws IOException {
        ArtifactStore store = new ArtifactStore(folder);
        assertThat(put(store, "hello")).isEqualTo(HELLO_SHA256);
        assertThat(store.path(HELLO_SHA256)).hasContent("hello");
        assertThat(put(store, "hello")).isEqualTo(HELLO_SHA256);
        assertThat(names(folder)).containsExactly(HELLO_SHA256 + ".jar");
    }

    @Test
    void aTruncatedArtifactIsReplacedWhenItsContentComesAgain() throws IOException {
        ArtifactStore store = new ArtifactStore(folder);
        put(store, "hello");
        Files.writeString(store.path(HELLO_SHA256), "hel");
        put(store, "hello");
        assertThat(store.path(HELLO_SHA256)).hasContent("hello");
    }

    @Test
    void aFullDiskLeavesNothingHalfDone() throws IOException {
        try (FileSystem small = Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setMaxSize(16 * 1024)
                .setBlockSize(1024)
                .build())) {
            ArtifactStore store = new ArtifactStore(small.getPath("/store"));
            String kept = put(store, "fits");
            assertThatThrownBy(() -> put(store, "x".repeat(64 * 1024))).isInstanceOf(IOException.class);
            assertThat(names(small.getPath("/store"))).containsExactly(kept + ".jar");
        }
    }

    @Test
    void whatNobodyWantsIsSwept() throws IOException {
        ArtifactStore store = new ArtifactStore(folder);
        put(store, "hello");
        put(store, "other");
        Files.writeString(folder.resolve("unfinished-1.tmp"), "half");
        store.keepOnly(Set.of(HELLO_SHA256));
        assertThat(names(folder)).containsExactly(HELLO_SHA256 + ".jar");
    }

    private static String put(ArtifactStore store, String content) throws IOException {
        return store.put(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
