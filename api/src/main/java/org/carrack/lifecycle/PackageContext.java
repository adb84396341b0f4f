package org.carrack.lifecycle;

import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.carrack.auth.Access;
import org.carrack.config.ConfigException;
import org.carrack.config.Undo;
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

    /** Whether callers of the package's doors are sent to HTTPS where the server speaks it, from {@code force_https}. */
    boolean isHttpsForced();

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
     * The settings that the package declares, by name, with the values they have now, as {@code org.carrack.settings.Settings}
     * tells; the empty text, or list, where there is none. Immutable.
     */
    Map<String, Object> settings();

    /**
     * Has done what a descriptor would have done with a tag of that name and content: adds a location, an app server, a
     * command. It goes with the package, or before that when it is taken back. To be called from the {@code start} hook, since
     * it is not remembered over a restart, or later.
     *
     * <p>Who a tag's handler is and which keys it takes, the tag's own documentation says.
     *
     * <pre>{@code
     * Undo undo = me.declare("locations", Map.of("type", "proxy", "path_url", "/code", "host", "127.0.0.1", "port", 8081));
     * }</pre>
     *
     * @param value as in TOML: texts, numbers, booleans, maps as tables, lists; and objects where the handler takes some
     * @return takes it back; does nothing when the package has gone
     * @throws ConfigException where no handler takes the tag, its handler refuses it, or the package is not live
     */
    Undo declare(String tag, Map<String, ?> value) throws ConfigException;

    /** The package's log. */
    Logger log();

    /**
     * Tells people that something of the package is not as its author meant it, in one sentence. It is logged, and shown
     * with the package for as long as it is live.
     */
    void warn(String warning);

    /**
     * Tells that something which the package has brought cannot be used, in one sentence. While the package starts, the start
     * fails for it, so that the version before stays; later it is a warning.
     */
    void reject(String reason);
}
