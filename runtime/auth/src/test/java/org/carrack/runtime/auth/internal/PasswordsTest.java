package org.carrack.runtime.auth.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PasswordsTest {

    private final Passwords passwords = new Passwords();

    @Test
    void aHashIsThatOfItsPasswordAlone() {
        String hash = passwords.hash("correct hörse");

        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(passwords.matches("correct hörse", Optional.of(hash))).isTrue();
        assertThat(passwords.matches("correct horse", Optional.of(hash))).isFalse();
        assertThat(passwords.matches("", Optional.of(hash))).isFalse();
        assertThat(passwords.hash("correct hörse")).as("salted").isNotEqualTo(hash);
    }

    /** Made with the reference implementation: {@code echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 24}. */
    @Test
    void theHashesOfOthersAreUnderstood() {
        String hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

        assertThat(passwords.matches("password", Optional.of(hash))).isTrue();
        assertThat(passwords.matches("Password", Optional.of(hash))).isFalse();
    }

    @Test
    void nobodysPasswordMatchesNothing() {
        assertThat(passwords.matches("anything", Optional.empty())).isFalse();
        assertThat(passwords.matches("anything", Optional.of("$2a$10$other"))).isFalse();
    }

    @Test
    void whatIsTooWeakIsSaid() {
        assertThat(Passwords.problem("ada", "1234567")).contains("a password has 8 to 256 characters");
        assertThat(Passwords.problem("ada-lovelace", "Ada-Lovelace")).contains("a password is not the account's name");
        assertThat(Passwords.problem("ada", "12345678")).isEmpty();
    }
}
