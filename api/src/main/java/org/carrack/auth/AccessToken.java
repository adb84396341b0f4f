package org.carrack.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The description of a token, without the token itself. Immutable.
 *
 * @param account the account it belongs to
 * @param name its name, unique in its account
 * @param roles those of its account's roles that it has; empty for all
 * @param packages the packages it is for; empty for all
 * @param created when it was created
 * @param expires when it expires; nothing if it does not
 */
public record AccessToken(
        String account,
        String name,
        Set<String> roles,
        Set<String> packages,
        Instant created,
        Optional<Instant> expires) {

    public AccessToken {
        roles = Set.copyOf(roles);
        packages = Set.copyOf(packages);
    }

    /** The default validity of a token: 90 days. */
    public static final String USUAL_VALIDITY = "90d";

    /**
     * Parses the validity of a token: {@code 90d}, {@code 12h}, {@code 30m}, {@code 20s}, or
     * {@code never} for one that does not expire.
     *
     * @return empty if it does not expire
     * @throws AccountException if the text has none of these forms
     */
    public static Optional<Duration> validity(String text) throws AccountException {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        if (plain.equals("never")) {
            return Optional.empty();
        }
        if (!plain.matches("\\d{1,6}[dhms]")) {
            throw new AccountException(
                    AccountException.Kind.REFUSED,
                    "\"%s\" is no time for a token to be good: write 90d, 12h, 30m, 20s or never".formatted(text));
        }
        long number = Long.parseLong(plain.substring(0, plain.length() - 1));
        return Optional.of(
                switch (plain.charAt(plain.length() - 1)) {
                    case 'd' -> Duration.ofDays(number);
                    case 'h' -> Duration.ofHours(number);
                    case 'm' -> Duration.ofMinutes(number);
                    default -> Duration.ofSeconds(number);
                });
    }
}
