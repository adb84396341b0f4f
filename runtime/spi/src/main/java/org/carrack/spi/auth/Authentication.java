package org.carrack.spi.auth;

import java.util.Optional;
import org.carrack.auth.Caller;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The credential of a connection: a token or a session. Implemented by the server.
 *
 * <p>Safe for any thread; does not block.
 */
@ProviderType
public interface Authentication {

    /** The caller; empty once the credential has expired or was revoked. Must be called for each request. */
    Optional<Caller> caller();
}
