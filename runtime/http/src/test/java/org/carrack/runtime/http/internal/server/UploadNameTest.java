package org.carrack.runtime.http.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadNameTest {

    @ParameterizedTest
    @CsvSource({
        "people.csv,people.csv",
        "../../etc/passwd,passwd",
        "C:\\Users\\ada\\photo.jpg,photo.jpg",
        ".bashrc,upload",
        "'',upload",
        "a/..,upload",
        "a b?.txt,a_b_.txt",
    })
    void aNameIsOneOfAFile(String sent, String name) {
        assertThat(UploadName.of(sent)).isEqualTo(name);
    }

    @Test
    void lettersOfAllScriptsStay() {
        // The tests run with a locale that has them, as the server does.
        assertThat(UploadName.of("U\u0308bersicht.csv")).isEqualTo("\u00dcbersicht.csv");
    }

    @Test
    void aLongNameKeepsItsExtension() {
        String name = UploadName.of("\u00e4".repeat(400) + ".csv");
        assertThat(name).endsWith(".csv").startsWith("\u00e4");
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(200);
        assertThat(UploadName.of("x".repeat(100) + "." + "y".repeat(400))).hasSize(200);
    }
}
