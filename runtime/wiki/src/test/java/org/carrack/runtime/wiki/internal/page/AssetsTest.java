package org.carrack.runtime.wiki.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others have written runs in the browsers of readers: it is what was looked at, and calls nobody. */
class AssetsTest {

    @ParameterizedTest
    @CsvSource({
        "META-INF/resources/webjars/mermaid/11.14.0/dist/mermaid.min.js, 217b66ef4279c33c141b4afe22effad10a91c02558dc70917be2c0981e78ed87",
        "META-INF/resources/webjars/highlightjs/11.11.1/highlight.min.js, c4a399dd6f488bc97a3546e3476747b3e714c99c57b9473154c6fb8d259b9381",
        "org/carrack/runtime/wiki/internal/page/viz-global.js, c9e0b310f9883910e01c66054b48b7ff4be3d8695141116635e72b0af152692e",
    })
    void filesOfOthersAreTheOnesThatWereLookedAt(String path, String sha256) throws Exception {
        URL file = Objects.requireNonNull(getClass().getClassLoader().getResource(path));
        try (InputStream in = file.openStream()) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
            assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sha256);
        }
    }

    @Test
    void noPageNamesAnotherHost() throws Exception {
        for (String name : new String[] {
            "wiki.css",
            "wiki.js",
            "diagram.html",
            "diagram.js",
            "head.mustache",
            "article.mustache",
            "search.mustache",
            "wikis.mustache",
            "missing.mustache"
        }) {
            try (InputStream in = Objects.requireNonNull(Assets.class.getResourceAsStream(name), name)) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("href^=\"http\"", ""))
                        .as(name)
                        .doesNotContain("http:")
                        .doesNotContain("https:");
            }
        }
    }
}
