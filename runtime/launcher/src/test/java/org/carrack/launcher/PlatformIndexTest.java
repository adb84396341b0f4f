package org.carrack.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which bundles the jars on the class path are, and the file that keeps it. */
class PlatformIndexTest {

    @TempDir
    Path folder;

    @Test
    void librariesAreOneBundleAndWhatIsStartedIsOneEach() throws Exception {
        String component = jar("component", Map.of("Service-Component", "OSGI-INF/a.xml"));
        String library = jar("library", Map.of("Export-Package", "org.example.a;version=\"1.2\""));
        String activator = jar("activator", Map.of("Bundle-Activator", "org.example.Activator"));
        String other = jar("other;singleton:=true", Map.of("Export-Package", "org.example.b,org.example.c"));
        String silent = jar("silent", Map.of());
        String ours = jar("org.carrack.api", Map.of("Export-Package", "org.carrack.api"));
        String framework = jar("org.apache.felix.framework", Map.of("Export-Package", "org.osgi.framework"));
        String launcher = jar("org.carrack.launcher", Map.of("Bundle-Version", "1.2.3"));
        List<PlatformBundle> bundles =
                PlatformIndex.of(List.of(component, library, activator, other, silent, ours, framework, launcher));
        assertThat(bundles)
                .extracting(PlatformBundle::symbolicName)
                .containsExactly("org.carrack.libraries", "component", "activator", "org.carrack.api");
        assertThat(bundles.get(0).jars()).containsExactly(library, other, silent);
        assertThat(bundles.get(0).headers())
                .containsEntry("Bundle-Version", "1.2.3")
                .containsEntry("Export-Package", "org.example.a;version=\"1.2\",org.example.b,org.example.c");
        assertThat(bundles.get(1).jars()).containsExactly(component);
        assertThat(bundles.get(1).location())
                .isEqualTo("platform:" + Path.of(component).getFileName());
    }

    @Test
    void whatTheClassPathAnswersIsNoWorkForTheResolver() throws Exception {
        String jar = jar(
                "org.carrack.one",
                Map.of(
                        "Import-Package", "org.example.a",
                        "Require-Capability", "osgi.ee;filter:=\"(osgi.ee=JavaSE)\"",
                        "Multi-Release", "true",
                        "Bundle-Name", "One",
                        "Carrack-Start-On", "path=/one",
                        "Provide-Capability", "osgi.service;objectClass:List<String>=\"a,b\";uses:=\"x.y,z\"",
                        "Export-Package",
                                "a.b;uses:=\"c.d,e.f\";version=\"1.0\",g.h;version=\"2\";uses:=i;mandatory:=\"m\";m=1"));
        Map<String, String> headers = PlatformIndex.of(List.of(jar)).get(0).headers();
        assertThat(headers)
                .containsEntry("Export-Package", "a.b;version=\"1.0\",g.h;version=\"2\";mandatory:=\"m\";m=1")
                .containsEntry("Provide-Capability", "osgi.service;objectClass:List<String>=\"a,b\"")
                .containsEntry("Bundle-Name", "One")
                .containsEntry("Carrack-Start-On", "path=/one")
                .doesNotContainKeys("Import-Package", "Require-Capability", "Multi-Release");
    }

    @Test
    void ofAManifestTheMainSectionAloneIsRead() throws Exception {
        for (String lineEnd : List.of("\n", "\r\n")) {
            Path jar = folder.resolve("signed.jar");
            String manifest = String.join(
                    lineEnd,
                    "Manifest-Version: 1.0",
                    "Bundle-SymbolicName: org.carrack.sig",
                    " ned",
                    "Bundle-Name: Signed",
                    "",
                    "Name: a/B.class",
                    "Bundle-Name: of a class",
                    "broken without a colon",
                    "");
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
                out.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
                out.write(manifest.getBytes(StandardCharsets.UTF_8));
            }
            assertThat(PlatformIndex.of(List.of(jar.toString())).get(0).headers())
                    .containsEntry("Bundle-SymbolicName", "org.carrack.signed")
                    .containsEntry("Bundle-Name", "Signed");
        }
    }

    @Test
    void aJarThatIsNoBundleIsNone() throws Exception {
        Path jar = folder.resolve("plain.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("a.txt"));
        }
        assertThat(PlatformIndex.of(List.of(jar.toString()))).isEmpty();
    }

    @Test
    void whatIsKeptIsReadAgainForTheSameJars() throws Exception {
        List<PlatformBundle> bundles = List.of(
                new PlatformBundle("libraries", List.of("/a.jar", "/b.jar"), Map.of("x", "y".repeat(70_000))),
                new PlatformBundle("c.jar", List.of("/c.jar"), Map.of()));
        Path kept = folder.resolve("platform");
        PlatformIndex.write(kept, "stamp", bundles);
        assertThat(PlatformIndex.read(kept, "stamp")).isEqualTo(bundles);
        assertThat(PlatformIndex.read(kept, "another")).isEmpty();
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(kept);
        }
    }

    @Test
    void aFileThatIsNotWholeCountsForNothing() throws Exception {
        Path kept = folder.resolve("platform");
        assertThat(PlatformIndex.read(kept, "s")).isEmpty();
        PlatformIndex.write(kept, "s", List.of(new PlatformBundle("one", List.of("one.jar"), Map.of("a", "b"))));
        byte[] bytes = Files.readAllBytes(kept);
        for (int length = 0; length < bytes.length; length++) {
            Files.write(kept, Arrays.copyOf(bytes, length));
            assertThat(PlatformIndex.read(kept, "s")).as("%d bytes", length).isEmpty();
        }
        Files.write(kept, Arrays.copyOf(bytes, bytes.length + 1));
        assertThat(PlatformIndex.read(kept, "s")).isEmpty();
    }

    private String jar(String symbolicName, Map<String, String> headers) throws IOException {
        Path jar = folder.resolve(symbolicName.replaceFirst(";.*", "") + ".jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", symbolicName);
        headers.forEach(manifest.getMainAttributes()::putValue);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream made = new JarOutputStream(out, manifest)) {
            made.finish();
        }
        return jar.toString();
    }
}
