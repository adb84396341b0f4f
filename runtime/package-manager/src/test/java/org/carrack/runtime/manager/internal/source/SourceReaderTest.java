package org.carrack.runtime.manager.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceReaderTest {

    @TempDir
    Path temporary;

    private PackageSource open(String name, byte[] content) throws Exception {
        SourceReader reader = new SourceReader(
                new ArtifactStore(temporary.resolve("store")),
                new DescriptorCache(temporary.resolve("descriptors")),
                () -> 1L << 30);
        try (Workspace workspace = new Workspace(temporary.resolve("work"))) {
            return reader.open(Files.write(temporary.resolve(name), content), workspace);
        }
    }

    private static byte[] zip(String path, byte[] content) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(path));
            zip.write(content);
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    @Test
    void anEncryptedZipIsToldToBeEncrypted() throws Exception {
        byte[] zip = zip("package.toml", "name = \"x\"\n".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i + 10 < zip.length; i++) {
            boolean isHeader = zip[i] == 'P' && zip[i + 1] == 'K';
            if (isHeader && zip[i + 2] == 3 && zip[i + 3] == 4) {
                zip[i + 6] |= 1;
            } else if (isHeader && zip[i + 2] == 1 && zip[i + 3] == 2) {
                zip[i + 8] |= 1;
            }
        }
        assertThatThrownBy(() -> open("locked.zip", zip))
                .isInstanceOf(SourceException.class)
                .hasMessage("locked.zip is encrypted, and nobody here has its password; pack it without one");
    }

    @Test
    void aBundleForANewerJavaIsRefusedWithBothVersions() throws Exception {
        int here = Runtime.version().feature();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream jar = new ZipOutputStream(bytes)) {
            jar.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            jar.write(
                    "Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: later\nBundle-Version: 1.0.0\n"
                            .getBytes(StandardCharsets.UTF_8));
            jar.putNextEntry(new ZipEntry("later/Later.class"));
            jar.write(new byte[] {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, (byte) (here + 45)});
        }
        assertThatThrownBy(() -> open("later.jar", bytes.toByteArray()))
                .hasMessage(
                        "later 1.0.0 needs Java %d (later/Later.class), and this server runs on Java %d; start it with a newer Java, or build the package for %d"
                                .formatted(here + 1, here, here));
    }

    @Test
    void aBundleWhoseManifestAsksForANewerJavaIsRefusedToo() throws Exception {
        int here = Runtime.version().feature();
        String manifest = """
                Manifest-Version: 1.0
                Bundle-ManifestVersion: 2
                Bundle-SymbolicName: later
                Bundle-Version: 1.0.0
                Require-Capability: osgi.ee;filter:="(&(osgi.ee=JavaSE)(version=%d))"
                """.formatted(here + 3);
        assertThatThrownBy(
                        () -> open("later.jar", zip("META-INF/MANIFEST.MF", manifest.getBytes(StandardCharsets.UTF_8))))
                .hasMessage(
                        "later 1.0.0 needs Java %d (its manifest), and this server runs on Java %d; start it with a newer Java, or build the package for %d"
                                .formatted(here + 3, here, here));
    }

    @Test
    void codeInPythonIsToldToBeNotRun() throws Exception {
        Path folder = temporary.resolve("snake");
        Files.createDirectories(folder.resolve("actors"));
        Files.writeString(folder.resolve("actors/greeter.py"), "class greeter:\n    pass\n");
        Files.writeString(folder.resolve("package.toml"), "name = \"snake\"\nversion = \"1.0.0\"\n");
        SourceReader reader = new SourceReader(
                new ArtifactStore(temporary.resolve("store")),
                new DescriptorCache(temporary.resolve("descriptors")),
                () -> 1L << 30);
        try (Workspace workspace = new Workspace(temporary.resolve("work"))) {
            assertThat(((PackageArtifact) reader.open(folder, workspace)).warnings())
                    .containsExactly(
                            "actors/greeter.py is Python, which is not run: actors and chats are written in Java");
        }
    }
}
