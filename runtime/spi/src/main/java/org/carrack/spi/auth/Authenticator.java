package org.carrack.spi.auth;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Authenticates tokens and browser sessions. Implemented by the server, used by transports.
 *
 * <p>Safe for any thread. Who asks before the accounts are loaded waits for them; after that nothing blocks. Where they cannot be loaded,
 * an {@link IllegalStateException} says why in one sentence, and the next who asks has it tried again.
 */
@ProviderType
public interface Authenticator {

    /** The prefix of all tokens, so that a leaked one is recognized. */
    String TOKEN_PREFIX = "carrack_";

    /** The cookie of a session. */
    String COOKIE = "carrack_session";

    /** Its name over TLS: no other host and no page without TLS can set such a cookie. */
    String SECURE_COOKIE = "__Host-" + COOKIE;

    /** The name of the session cookie with and without TLS. */
    static String cookie(boolean isSecure) {
        return isSecure ? SECURE_COOKIE : COOKIE;
    }

    /** The header with the caller's name for upstreams. */
    String USER_HEADER = "X-Forwarded-User";

    /** The header with the caller's roles for upstreams, separated by commas. */
    String ROLES_HEADER = "X-Forwarded-Roles";

    /** The path of the login page; {@code next_url} in its query is the page to return to. */
    String LOGIN_PATH = "/auth/login";

    /** What a token ({@code Authorization: Bearer}, gedis {@code AUTH}) authenticates; empty if it is unknown. */
    Optional<Authentication> token(String token);

    /** What the value of the cookie {@link #COOKIE} authenticates; empty if it is unknown. */
    Optional<Authentication> session(String value);
}
