package org.carrack.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "db_password",
                "dbPassword",
                "API-KEY",
                "client_secret",
                "smtp.token",
                "smtp_pass",
                "PRIVATE_KEY",
                "secrets"
            })
    void theNamesOfSecretsAreKnown(String name) {
        assertThat(Masked.isSecret(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "token_url", "keyboard", "key", "passenger", "password_length", "secretary"})
    void otherNamesAreLeftAlone(String name) {
        assertThat(Masked.isSecret(name)).isFalse();
    }

    @Test
    void secretsAreFoundAtAnyDepth() {
        assertThat(Masked.values(Map.of("a", List.of(Map.of("password", "hush", "user", "ada")))))
                .hasToString("{a=[" + Masked.values(Map.of("password", "***", "user", "ada")) + "]}");
    }

    @ParameterizedTest
    @CsvSource({
        "https://ada:hush@example.org/x.git, https://***@example.org/x.git",
        "add https://ada:hush@example.org/x.git, add https://***@example.org/x.git",
        "https://hunter2@example.org/x.git, https://***@example.org/x.git",
        "jdbc:x://u:pw3@h/d, jdbc:x://***@h/d",
        "ssh://git@example.org/x.git, ssh://git@example.org/x.git",
        "https://example.org/x?token=hunter2&a=b, https://example.org/x?token=***&a=b",
        "git@example.org:x.git, git@example.org:x.git",
        "https://example.org/a:b@c, https://example.org/a:b@c",
        "/a/b.jar, /a/b.jar",
    })
    void anAddressLosesItsPassword(String address, String shown) {
        assertThat(Masked.url(address)).isEqualTo(shown);
    }
}
