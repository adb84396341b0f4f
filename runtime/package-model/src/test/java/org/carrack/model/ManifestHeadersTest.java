package org.carrack.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestHeadersTest {

    @Test
    void mapsWhatTheDescriptorSays() {
        Map<String, String> headers = headers("""
                name = "hello"
                version = "1.0.0-beta"
                label = "Hello"
                description = "One of\\neach"
                vendor = "House"
                license = "MIT"
                website = "https://example.org"
                type = "application"
                authors = ["Ada <ada@example.org>"]
                [[contributors]]
                name = "Bob"
                [[depends_on]]
                name = "greetings"
                version = "1"
                [[depends_on]]
                name = "words"
                version = "1.2"
                [[depends_on]]
                name = "any"
                """);
        assertThat(headers)
                .containsEntry("Bundle-SymbolicName", "hello")
                .containsEntry("Bundle-Version", "1.0.0.beta")
                .containsEntry("Bundle-Name", "Hello")
                .containsEntry("Bundle-Description", "One of each")
                .containsEntry("Bundle-Vendor", "House")
                .containsEntry("Bundle-License", "\"MIT\"")
                .containsEntry("Bundle-DocURL", "https://example.org")
                .containsEntry(
                        "Bundle-Developers",
                        "\"Bob\";name=\"Bob\";roles=contributor,\"ada@example.org\";name=\"Ada\";roles=author")
                .containsEntry(
                        "Provide-Capability",
                        "carrack.package;carrack.package=\"hello\";version:Version=\"1.0.0.beta\";type=\"application\"")
                .containsEntry(
                        "Require-Bundle", "greetings;bundle-version=\"[1,2)\",words;bundle-version=\"[1.2,1.3)\",any")
                .containsEntry("Carrack-Package", "package.toml");
    }

    @Test
    void leavesOutWhatIsNotSaid() {
        assertThat(headers("name = \"a\"").keySet())
                .containsExactly(
                        "Bundle-ManifestVersion",
                        "Bundle-SymbolicName",
                        "Bundle-Version",
                        "Bundle-Name",
                        "Provide-Capability",
                        "Carrack-Package");
    }

    private static Map<String, String> headers(String toml) {
        return ManifestHeaders.of(DescriptorReader.read("package.toml", toml.getBytes(StandardCharsets.UTF_8))
                .descriptor()
                .orElseThrow());
    }
}
