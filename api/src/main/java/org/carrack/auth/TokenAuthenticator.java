package org.carrack.auth;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Says who shows a token ({@code Authorization: Bearer}, gedis {@code AUTH}). Implemented by the server, used by protocols.
 *
 * <p>Safe for any thread; does not block.
 */
@ProviderType
public interface TokenAuthenticator {

    /** Whose token it is, or nothing where it is nobody's. */
    Optional<Caller> authenticate(String token);
}
