package org.carrack.runtime.http.internal.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.carrack.runtime.http.internal.response.Uris;
import org.junit.jupiter.api.Test;

class AddressesTest {

    @Test
    void anAddressHasOneForm() {
        Map.of(
                        "[0:0:0:0:0:0:0:1]", "::1",
                        "::1", "::1",
                        "0:0:0:0:0:0:0:0", "::",
                        "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1",
                        "[2001:DB8:0:1:1:1:1:1]", "2001:db8:0:1:1:1:1:1",
                        "fe80:0:0:0:1:2:3:0", "fe80::1:2:3:0",
                        "1:0:0:0:0:0:0:0", "1::",
                        "::ffff:10.0.0.1", "10.0.0.1",
                        "127.0.0.1", "127.0.0.1",
                        "example.org", "example.org")
                .forEach((given, text) -> assertThat(Addresses.text(given)).isEqualTo(text));
    }

    @Test
    void pathsThatEscapesLeadOutAreFound() {
        for (String path : new String[] {"/a/..%2fb", "/a/..%5cb", "/a%2f..%2fb", "/a/%252e%252e/b", "/a/%252e/b"}) {
            assertThat(Uris.leadsOut(path)).as(path).isTrue();
        }
        for (String path : new String[] {"/a%2fb", "/a%25b", "/100%25.txt", "/a..%2fb", "/...%2fb"}) {
            assertThat(Uris.leadsOut(path)).as(path).isFalse();
        }
    }
}
