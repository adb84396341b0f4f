package org.carrack.runtime.http.internal.response;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrisTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/../b",
                "/a/./b",
                "/a/%2e%2e/b",
                "/a/%2E./b",
                "/a/%252e%252e/b",
                "/a%2f..%2fb",
                "/a\\..\\b",
                "/a%5c..%5cb",
                "/..",
                "/a/.."
            })
    void hiddenDotsLeadOut(String path) {
        assertThat(Uris.leadsOut(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/b", "/a/..b", "/a/b..", "/a/...", "/a/%20", "/100%", "/a/%2525"})
    void otherPathsDoNot(String path) {
        assertThat(Uris.leadsOut(path)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/a b, /a%20b",
        "/ü, /%C3%BC",
        "/100%, /100%25",
        "/%41, /%41",
        "/%4, /%254",
        "/a<b>, /a%3Cb%3E",
        "/a?b, /a?b",
    })
    void escapesAreAddedWhereOneIsMissing(String given, String escaped) {
        assertThat(Uris.ascii(given)).isEqualTo(escaped);
    }

    @Test
    void questionMarkOfAPathIsEscaped() {
        assertThat(Uris.asciiPath("/a?b")).isEqualTo("/a%3Fb");
    }

    @Test
    void escapedSlashNamesNoFile() {
        assertThat(Uris.fileName("/a%2Fb")).isNull();
        assertThat(Uris.fileName("/a%25b")).isEqualTo("/a%b");
        assertThat(Uris.fileName("/a")).isEqualTo("/a");
    }
}
