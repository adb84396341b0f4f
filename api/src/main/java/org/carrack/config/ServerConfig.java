package org.carrack.config;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What the server's owner has written into {@code etc/carrack.toml}. Implemented by the server; a change of the file
 * counts from the next question on.
 *
 * <p>Safe for any thread.
 */
@ProviderType
public interface ServerConfig {

    /** The whole file as a tag; without children where there is no file, or one that cannot be understood. */
    ConfigTag root();
}
