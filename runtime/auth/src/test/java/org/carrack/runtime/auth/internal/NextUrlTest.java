package org.carrack.runtime.auth.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NextUrlTest {

    @ParameterizedTest
    @CsvSource({
        "/polls/, /polls/",
        "/polls/api?x=1&y=%20#z, /polls/api?x=1&y=%20#z",
        "http://example.org:8080/polls/, /polls/",
        "https://example.org:8080/a?b, /a?b",
        "/a/../b, /b",
        "/Ā/b, /%C4%80/b",
        "/..//evil.example/, /../evil.example/",
    })
    void aPlaceOfThisServerIsKept(String asked, String kept) {
        assertThat(NextUrl.of(Optional.of(asked), "example.org:8080")).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example/",
                "//evil.example/",
                "///evil.example/",
                "/\\evil.example/",
                "\\\\evil.example/",
                "http:/evil.example",
                "http:evil.example",
                "http:///evil.example",
                "javascript:alert(1)",
                "data:text/html,x",
                "http://example.org:8080@evil.example/",
                "http://evil.example\\@example.org:8080/",
                "http://example.org:8081/",
                "/\t/evil.example/",
                "/a\r\nSet-Cookie: x=y",
                "evil",
                "",
                "/auth/login?next_url=/auth/login",
                "/auth/logout",
                "/x/../auth/logout",
                "/%61uth/logout",
                "/auth;x/logout",
                "/auth//logout",
            })
    void everythingElseIsNot(String asked) {
        assertThat(NextUrl.of(Optional.of(asked), "example.org:8080")).isEqualTo(NextUrl.OTHERWISE);
    }

    @ParameterizedTest
    @CsvSource({
        "next_url=/a?b=c&d=e, next_url=%2Fa%3Fb%3Dc%26d%3De",
        "provider=x&next_url=/a?b&c, provider=x&next_url=%2Fa%3Fb%26c",
        "next_url=%2Fa&provider=x, next_url=%2Fa&provider=x",
        "provider=x, provider=x",
        "xnext_url=/a&b=c, xnext_url=/a&b=c",
    })
    void whatNginxCouldNotEscapeIsTheWholeRest(String query, String escaped) {
        assertThat(NextUrl.escaped(query)).isEqualTo(escaped);
    }

    @Test
    void nothingIsTheAccount() {
        assertThat(NextUrl.of(Optional.empty(), "example.org")).isEqualTo("/auth/account");
    }
}
