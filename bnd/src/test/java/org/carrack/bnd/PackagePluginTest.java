package org.carrack.bnd;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagePluginTest {

    @TempDir
    Path project;

    @Test
    void theDescriptorOfTheProjectFolderBecomesTheManifest() throws Exception {
        Files.writeString(
                project.resolve("package.toml"),
                "name = \"hello\"\nversion = \"2.1.0\"\n[[depends_on]]\nname = \"words\"\nversion = \"1\"\n");
        Files.createDirectories(project.resolve("classes/frontend"));
        Files.writeString(project.resolve("classes/frontend/index.html"), "<p>hello</p>");
        try (Builder builder = builder()) {
            builder.setProperty("Provide-Capability", "other;other=1");
            Attributes manifest = manifest(builder);
            assertThat(builder.getErrors()).isEmpty();
            assertThat(manifest.getValue("Bundle-SymbolicName")).isEqualTo("hello");
            assertThat(manifest.getValue("Bundle-Version")).isEqualTo("2.1.0");
            assertThat(manifest.getValue("Require-Bundle")).isEqualTo("words;bundle-version=\"[1,2)\"");
            assertThat(manifest.getValue("Provide-Capability"))
                    .contains("other;other=1")
                    .contains("carrack.package");
            assertThat(manifest.getValue("Carrack-Package")).isEqualTo("package.toml");
            assertThat(builder.getJar().getResource("package.toml")).isNotNull();
        }
    }

    @Test
    void anEditedDescriptorCountsBeforeThatOfTheLastBuild() throws Exception {
        Files.writeString(project.resolve("package.toml"), "name = \"hello\"\nversion = \"2.1.0\"\n");
        Files.createDirectories(project.resolve("classes"));
        Files.writeString(project.resolve("classes/package.toml"), "name = \"hello\"\nversion = \"1.0.0\"\n");
        try (Builder builder = builder()) {
            assertThat(manifest(builder).getValue("Bundle-Version")).isEqualTo("2.1.0");
        }
    }

    @Test
    void aBrokenDescriptorStopsTheBuildWithFileLineAndColumn() throws Exception {
        Files.writeString(project.resolve("package.toml"), "name = \"hello\"\nversion = \"two\"\n");
        Files.createDirectories(project.resolve("classes"));
        try (Builder builder = builder()) {
            manifest(builder);
            assertThat(String.join("\n", builder.getErrors()))
                    .contains("package.toml:2:1: \"two\" is no version: write major.minor.micro");
        }
    }

    @Test
    void aProjectWithoutDescriptorIsNoPackage() throws Exception {
        Files.createDirectories(project.resolve("classes"));
        try (Builder builder = builder()) {
            manifest(builder);
            assertThat(String.join("\n", builder.getErrors()))
                    .contains("This is no package: there is neither package.toml nor bundle.xml in");
        }
    }

    private Builder builder() throws Exception {
        Builder builder = new Builder();
        builder.setBase(project.toFile());
        builder.addBasicPlugin(new PackagePlugin());
        builder.setJar(new Jar(new File(project.toFile(), "classes")));
        builder.setProperty("-resourceonly", "true");
        return builder;
    }

    private static Attributes manifest(Builder builder) throws Exception {
        return builder.build().getManifest() == null
                ? new Attributes()
                : builder.getJar().getManifest().getMainAttributes();
    }
}
