package org.carrack.auth;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Says whose a token or a browser's session is. Implemented by the server, used by protocols; there as soon as the accounts are
 * known, so what waits for it misses none.
 *
 * <p>Safe for any thread; does not block.
 */
@ProviderType
public interface Authenticator {

    /** What all tokens begin with, so that one is known wherever it turns up. */
    String TOKEN_PREFIX = "carrack_";

    /** The cookie of a session. */
    String COOKIE = "carrack_session";

    /** Its name where the browser speaks TLS: such a one no other host and no page without TLS can set. */
    String SECURE_COOKIE = "__Host-" + COOKIE;

    /** The name of the cookie of a session where the browser speaks TLS, and where it does not. */
    static String cookie(boolean isSecure) {
        return isSecure ? SECURE_COOKIE : COOKIE;
    }

    /** The header that tells a backend who calls: the account's name. */
    String USER_HEADER = "X-Forwarded-User";

    /** The header that tells a backend the caller's roles, with commas between them. */
    String ROLES_HEADER = "X-Forwarded-Roles";

    /** Where a browser is sent to log in; {@code next_url} in its query is where it wants to go. */
    String LOGIN_PATH = "/auth/login";

    /** What a token ({@code Authorization: Bearer}, gedis {@code AUTH}) stands for; nothing where it is nobody's. */
    Optional<Authentication> token(String token);

    /** What the value of the cookie {@link #COOKIE} stands for; nothing where it is nobody's. */
    Optional<Authentication> session(String value);
}
