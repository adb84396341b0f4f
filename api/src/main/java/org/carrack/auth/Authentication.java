package org.carrack.auth;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a caller has shown, a token or a session, for as long as a connection lasts. Implemented by the server.
 *
 * <p>Safe for any thread; does not block.
 */
@ProviderType
public interface Authentication {

    /** Who that is by now; nothing once it has expired or was revoked. To be asked for each call. */
    Optional<Caller> caller();
}
