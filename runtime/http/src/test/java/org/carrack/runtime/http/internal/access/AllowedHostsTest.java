package org.carrack.runtime.http.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose requests are answered. */
class AllowedHostsTest {

    @ParameterizedTest
    @CsvSource({
        "example.org, true",
        "EXAMPLE.org, true",
        "www.example.org, false",
        "localhost, true",
        "127.0.0.1, true",
        "10.1.2.3, true",
        "[::1], true",
        "evil.test, false"
    })
    void namesAreCheckedAndAddressesAreNot(String host, boolean isAllowed) {
        assertThat(new AllowedHosts(Set.of("example.org")).allows(host)).isEqualTo(isAllowed);
        assertThat(new AllowedHosts(Set.of()).allows(host)).isTrue();
    }
}
