package org.carrack.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The headers of the platform's jars, which later starts do not parse again. */
class JarHeadersTest {

    @TempDir
    Path folder;

    @Test
    void headersOfAJarAreReadAndKept() throws Exception {
        Path jar = folder.resolve("one.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "one");
        manifest.getMainAttributes().putValue("Export-Package", "a.b.c;version=\"1.0\"," + "x".repeat(200));
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream made = new JarOutputStream(out, manifest)) {
            made.finish();
        }
        Map<String, Map<String, String>> all = new LinkedHashMap<>();
        all.put("two.jar", Map.of());
        all.put("one.jar", JarHeaders.ofJar(jar.toFile()));
        assertThat(all.get("one.jar"))
                .containsEntry("Bundle-SymbolicName", "one")
                .containsEntry("Export-Package", "a.b.c;version=\"1.0\"," + "x".repeat(200));
        Path kept = folder.resolve("headers");
        JarHeaders.write(kept, all);
        assertThat(JarHeaders.read(kept)).isEqualTo(all);
        assertThat(List.copyOf(JarHeaders.read(kept).keySet())).containsExactly("two.jar", "one.jar");
    }

    @Test
    void aFileThatIsNotWholeCountsForNothing() throws Exception {
        Path kept = folder.resolve("headers");
        assertThat(JarHeaders.read(kept)).isEmpty();
        JarHeaders.write(kept, Map.of("one.jar", Map.of("a", "b")));
        byte[] bytes = Files.readAllBytes(kept);
        for (int length = 0; length < bytes.length; length++) {
            Files.write(kept, java.util.Arrays.copyOf(bytes, length));
            assertThat(JarHeaders.read(kept)).as("%d bytes", length).isEmpty();
        }
        Files.write(kept, java.util.Arrays.copyOf(bytes, bytes.length + 1));
        assertThat(JarHeaders.read(kept)).isEmpty();
    }
}
