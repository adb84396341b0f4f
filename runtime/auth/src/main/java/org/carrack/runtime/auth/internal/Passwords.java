package org.carrack.runtime.auth.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords with Argon2id (RFC 9106), in its usual form {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}, with the parameters
 * that OWASP's password storage cheat sheet names. Safe for any thread.
 */
final class Passwords {

    static final int SHORTEST = 8;
    static final int LONGEST = 256;

    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private static final Pattern FORM =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=(\\d+)\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

    /** What is compared if there is no account, so that it takes as long as if there is one. */
    private static final String NOBODYS = "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
            .formatted(
                    MEMORY_KIB,
                    PASSES,
                    BASE64.encodeToString(new byte[SALT_BYTES]),
                    BASE64.encodeToString(new byte[HASH_BYTES]));

    /** What is wrong with a new password; nothing if it will do. */
    static Optional<String> problem(String account, String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            return Optional.of("a password has %d to %d characters".formatted(SHORTEST, LONGEST));
        }
        if (password.equalsIgnoreCase(account)) {
            return Optional.of("a password is not the account's name");
        }
        return Optional.empty();
    }

    String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        Secrets.fill(salt);
        return "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
                .formatted(
                        MEMORY_KIB,
                        PASSES,
                        BASE64.encodeToString(salt),
                        BASE64.encodeToString(argon2(password, salt, MEMORY_KIB, PASSES, 1, HASH_BYTES)));
    }

    /** Whether it is the password of that hash; takes the same time if there is no hash. */
    boolean matches(String password, Optional<String> hash) {
        Matcher form = FORM.matcher(hash.orElse(NOBODYS));
        if (!form.matches()) {
            return false;
        }
        byte[] expected = Base64.getDecoder().decode(form.group(5));
        byte[] given = argon2(
                password,
                Base64.getDecoder().decode(form.group(4)),
                Integer.parseInt(form.group(1)),
                Integer.parseInt(form.group(2)),
                Integer.parseInt(form.group(3)),
                expected.length);
        return MessageDigest.isEqual(expected, given) && hash.isPresent();
    }

    private static byte[] argon2(String password, byte[] salt, int memory, int passes, int lanes, int length) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        argon2.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
