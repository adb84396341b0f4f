package org.carrack.lifecycle;

import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.carrack.auth.Access;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.slf4j.Logger;

/**
 * A live package, as its hooks, config handlers and the server's modules see it.
 *
 * <p>Implemented by the package manager, which also registers it as a service with the properties {@value #NAME} and
 * {@value #VERSION} for as long as the package is live: from before its bundle starts until just before it stops.
 *
 * <p>Safe for any thread.
 */
@ProviderType
public interface PackageContext {

    /** The service property with the package's name. */
    String NAME = "carrack.package";

    /** The service property with the package's version. */
    String VERSION = "carrack.package.version";

    /** The package's name. */
    String name();

    /** The package's version. */
    Version version();

    /** The threebot that the descriptor names, the first segment of {@code /<threebot>/<package>/…}. */
    Optional<String> threebot();

    /** Who may use the package's doors, from {@code is_auth} and {@code is_admin}. */
    Access access();

    /** The package's bundle. */
    Bundle bundle();

    /** A file of the package, or nothing where there is none; {@code path} is relative to the package's root. */
    Optional<URL> resource(String path);

    /** The package's own folder for data. It exists, and stays when the package is deleted. */
    Path dataFolder();

    /**
     * What was given when the package was added ({@code --extras}), kept for as long as the package is there: JSON values
     * as {@code String}, {@code Long}, {@code Double}, {@code Boolean}, {@code List} and {@code Map}. Immutable.
     */
    Map<String, Object> extras();

    /**
     * The settings that the package declares, by name, with their default values: a {@code String}, or a {@code List} of
     * them where there are several. Immutable.
     */
    Map<String, Object> settings();

    /** The package's log. */
    Logger log();

    /**
     * Tells people that something of the package is not as its author meant it, in one sentence. It is logged, and shown
     * with the package for as long as it is live.
     */
    void warn(String warning);
}
