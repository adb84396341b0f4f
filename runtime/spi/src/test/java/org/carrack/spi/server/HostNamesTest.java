package org.carrack.spi.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "example.org", "a-b.c1.example", "1.2.3.4", "x"})
    void names(String name) {
        assertThat(HostNames.isValid(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "-a.b", "a-.b", "a_b", "http://a", "a.b.", "a b", "ü.example"})
    void noNames(String name) {
        assertThat(HostNames.isValid(name)).isFalse();
    }

    @Test
    void labelHasAtMost63Characters() {
        assertThat(HostNames.isValid("a".repeat(63) + ".example")).isTrue();
        assertThat(HostNames.isValid("a".repeat(64) + ".example")).isFalse();
    }

    @Test
    void failuresAreShort() {
        assertThat(FailureText.of(new NoClassDefFoundError("org/x/Y")))
                .isEqualTo("the class org.x.Y cannot be loaded; does the manifest import its Java package?");
        assertThat(FailureText.of(new ClassNotFoundException("org.x.Y not found by shop [7]")))
                .isEqualTo("the class org.x.Y cannot be loaded; does the manifest import its Java package?");
        assertThat(FailureText.of(new IllegalStateException("one\ntwo"))).isEqualTo("IllegalStateException: one");
        assertThat(FailureText.of(new IllegalStateException())).isEqualTo("IllegalStateException");
        assertThat(FailureText.ofFile(new AccessDeniedException("/a", null, "no right")))
                .isEqualTo("no right (/a)");
        assertThat(FailureText.ofFile(new IOException())).isEqualTo("IOException");
    }
}
