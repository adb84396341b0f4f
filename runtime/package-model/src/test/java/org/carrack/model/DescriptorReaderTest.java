package org.carrack.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.auth.Access;
import org.carrack.config.ConfigTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorReaderTest {

    private static final String HELLO = """
            name = "hello"
            version = "1.2.3"
            label = "Hello"
            is_auth = false
            is_admin = false
            authors = ["Ada <ada@example.org>"]

            [[depends_on]]
            name = "greetings"
            version = "1"

            [[depends_on]]
            name = "words"

            [[static_dirs]]
            name = "frontend"
            path_url = "/"
            spa = true

            [[static_dirs]]
            name = "docs"
            """;

    @Test
    void readsAPackageToml() {
        Descriptor hello = read("package.toml", HELLO);
        assertThat(hello.name()).isEqualTo("hello");
        assertThat(hello.version()).hasToString("1.2.3");
        assertThat(hello.access()).isEqualTo(Access.OPEN);
        assertThat(hello.dependsOn()).extracting(Dependency::toString).containsExactly("greetings 1", "words");
        assertThat(hello.authors()).containsExactly(new Person("Ada", "ada@example.org"));
        assertThat(hello.tags()).extracting(ConfigTag::name).containsExactly("static_dirs", "static_dirs");
        assertThat(hello.tags().get(1).location()).hasToString("package.toml:20:1");
    }

    @Test
    void readsTheSourceDialectOfThreeBot() {
        Descriptor blog = read("package.toml", """
                [source]
                name = "blog"
                threebot = "zerobot"
                version = "1.0.0"
                disable_crud = true

                [actor]
                namespace = "zerobot"

                [[bcdbs]]
                name = "blog"
                """);
        assertThat(blog.name()).isEqualTo("blog");
        assertThat(blog.threebot()).contains("zerobot");
        assertThat(blog.tags()).extracting(ConfigTag::name).containsExactlyInAnyOrder("bcdbs", "disable_crud");
    }

    @Test
    void readsABundleXml() throws Exception {
        Descriptor cars = read("bundle.xml", """
                <?xml version="1.0" encoding="UTF-8"?>
                <adapt_framework>
                  <bundle>
                    <!-- a comment loses nothing -->
                    <label>Cars</label><name>cars</name><version>1.0.0</version>
                    <type>application</type><namespace>\\cars</namespace>
                    <authors><author><name>Matt</name><email>m@example.org</email></author></authors>
                    <vendor><name>Adapt</name><website>https://example.org</website></vendor>
                    <depends_on>
                      <bundle><name>jquery</name></bundle>
                      <bundle><name>administrator</name><version>1</version></bundle>
                      <bundle><name>adapt</name><version>2.0</version></bundle>
                    </depends_on>
                    <cars>
                      <car name="capri" colour="blue">Ford Capri</car>
                      <car name="escort" colour="red"><![CDATA[Ford Escort]]></car>
                    </cars>
                  </bundle>
                </adapt_framework>
                """);
        assertThat(cars.type()).isEqualTo("application");
        assertThat(cars.vendor()).isEqualTo("Adapt");
        assertThat(cars.website()).isEqualTo("https://example.org");
        assertThat(cars.authors()).containsExactly(new Person("Matt", "m@example.org"));
        assertThat(cars.dependsOn())
                .extracting(Dependency::toString)
                .containsExactly("jquery", "administrator 1", "adapt 2.0");
        ConfigTag capri = cars.tags().get(0).children("car").get(0);
        assertThat(capri.value()).contains("Ford Capri");
        assertThat(capri.requiredString("colour")).isEqualTo("blue");
        assertThat(capri.location()).hasToString("bundle.xml:15:7");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            version = "1.0.0"                               | package.toml:1:1: the package has no name; add name = "…" (lower-case letters, digits, _ and -)
            name = "Hello World"                            | package.toml:1:1: "Hello World" is no package name: use lower-case letters, digits, _ and -, starting with a letter
            name = 7                                        | package.toml:1:1: name must be a text in quotes
            name = "a"; version = "1.0"                     | package.toml:2:1: "1.0" is no version: write major.minor.micro, such as 1.0.0 or 1.0.0-beta
            name = "a"; version = "one"                     | package.toml:2:1: "one" is no version: write major.minor.micro, such as 1.0.0 or 1.0.0-beta
            name = "a"; is_auth = "maybe"                   | package.toml:2:1: is_auth must be true or false, not maybe
            name = "a"; [[depends_on]]; name = "B!"         | package.toml:3:1: "B!" in depends_on is no package name
            name = "a"; [[depends_on]]; name = "b"; version = "latest" | package.toml:4:1: "latest" is no version to depend on: write X or X.X, such as 1 or 1.2
            name = "a"; depends_on = ["b"]                  | package.toml:2:1: depends_on names no package; write [[depends_on]] with name and version
            name = "a"; [source]; name = "b"                | package.toml:3:1: [source] says name = b and the top says a; keep one
            """)
    void refusesWithFileLineAndColumn(String toml, String problem) {
        Reading reading = readAll("package.toml", toml.replace("; ", "\n"));
        assertThat(reading.descriptor()).isEmpty();
        assertThat(reading.errorText()).isEqualTo(problem);
    }

    @Test
    void reportsEverySyntaxErrorOfATomlFile() {
        Reading reading = readAll("package.toml", "name = \nversion = \"1.0.0\"\n= 3\n");
        assertThat(reading.descriptor()).isEmpty();
        assertThat(reading.problems()).hasSizeGreaterThan(1);
        assertThat(reading.errorText()).startsWith("package.toml:1:8: this is not TOML: ");
    }

    @Test
    void aTomlWithoutVersionIsTakenAsOnePointZeroWithAWarning() {
        Reading reading = readAll("package.toml", "name = \"admin\"");
        assertThat(reading.descriptor().orElseThrow().version()).hasToString("1.0.0");
        assertThat(reading.warnings())
                .extracting(Problem::toString)
                .containsExactly(
                        "package.toml:1:1: the package has no version, 1.0.0 is assumed; add version = \"1.0.0\"");
    }

    @Test
    void anXmlWithoutVersionIsRefused() {
        Reading reading = readAll("bundle.xml", "<adapt_framework><bundle><name>a</name></bundle></adapt_framework>");
        assertThat(reading.errorText())
                .isEqualTo("bundle.xml:1:18: the package has no version; add <version>1.0.0</version>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><adapt_framework><bundle><name>&c;</name></bundle></adapt_framework>",
                "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><adapt_framework><bundle><name>&b;</name></bundle></adapt_framework>",
                "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/x.dtd\"><adapt_framework><bundle><name>b</name></bundle></adapt_framework>"
            })
    void refusesEntitiesBombsAndExternalOnesAlike(String xml) {
        Reading reading = readAll("bundle.xml", xml);
        assertThat(reading.errorText())
                .startsWith("bundle.xml:1:")
                .endsWith("a DOCTYPE is not allowed here (it could define entities); remove it");
    }

    @Test
    void saysWhereXmlIsBroken() {
        Reading reading = readAll("bundle.xml", "<adapt_framework>\n  <bundle>\n    <name>a</nam>\n");
        assertThat(reading.errorText()).startsWith("bundle.xml:3:").contains("this is not XML: ");
    }

    @Test
    void bothDescriptorsMustAgree() throws IOException {
        Map<String, String> files = Map.of(
                "package.toml", "name = \"a\"\nversion = \"1.0.0\"",
                "bundle.xml",
                        "<adapt_framework><bundle><name>a</name><version>2.0.0</version></bundle></adapt_framework>");
        Reading reading = DescriptorReader.readPackage(
                        path -> Optional.ofNullable(files.get(path)).map(t -> t.getBytes(StandardCharsets.UTF_8)))
                .orElseThrow();
        assertThat(reading.errorText())
                .isEqualTo(
                        "bundle.xml: package.toml says a 1.0.0 and bundle.xml says a 2.0.0; make them agree or remove one");
    }

    @Test
    void dependencyRangesFollowTheDocument() {
        Descriptor d = read(
                "package.toml",
                "name = \"a\"\n[[depends_on]]\nname = \"b\"\nversion = \"1\"\n[[depends_on]]\nname = \"c\"\nversion = \"1.2\"\n[[depends_on]]\nname = \"d\"");
        List<Dependency> needs = d.dependsOn();
        assertThat(needs.get(0).accepts(version("1.9.0"))).isTrue();
        assertThat(needs.get(0).accepts(version("2.0.0"))).isFalse();
        assertThat(needs.get(1).accepts(version("1.2.7"))).isTrue();
        assertThat(needs.get(1).accepts(version("1.3.0"))).isFalse();
        assertThat(needs.get(2).accepts(version("9.9.9"))).isTrue();
    }

    @Test
    void aQualifierComesBeforeThePlainVersion() {
        assertThat(version("1.0.0-beta")).isLessThan(version("1.0.0"));
        assertThat(version("1.0.0.beta")).isEqualTo(version("1.0.0-beta"));
    }

    private static PackageVersion version(String text) {
        return PackageVersion.parse(text).orElseThrow();
    }

    private static Descriptor read(String file, String text) {
        Reading reading = readAll(file, text);
        assertThat(reading.problems())
                .filteredOn(p -> p.severity() == Problem.Severity.ERROR)
                .isEmpty();
        return reading.descriptor().orElseThrow();
    }

    private static Reading readAll(String file, String text) {
        return DescriptorReader.read(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
