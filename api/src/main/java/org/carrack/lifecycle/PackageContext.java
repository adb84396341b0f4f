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
 * <p>Implemented by the package manager, which registers it as a service for as long as the package is live: from before its
 * bundle starts until just before it stops. A component that refers to it without a filter gets that of its own package:
 *
 * <pre>{@code
 * @Activate
 * public ShopActor(@Reference PackageContext me) { ... }
 * }</pre>
 *
 * <p>The contexts of all live packages have the properties {@value #NAME} and {@value #VERSION}; a reference to others than the
 * own has a filter on them, such as {@value #ANY}.
 *
 * <p>Safe for any thread.
 */
@ProviderType
public interface PackageContext {

    /** The service property with the package's name. */
    String NAME = "carrack.package";

    /** The service property with the package's version. */
    String VERSION = "carrack.package.version";

    /** The filter of the contexts of all live packages. */
    String ANY = "(" + NAME + "=*)";

    /** The package's name. */
    String name();

    /** The package's version. */
    Version version();

    /** The threebot that the descriptor names, the first segment of {@code /<threebot>/<package>/…}. */
    Optional<String> threebot();

    /** Who may access the package, from {@code is_auth} and {@code is_admin}. */
    Access access();

    /** Whether the package's callers are redirected to HTTPS if the server speaks it, from {@code force_https}. */
    boolean isHttpsForced();

    /** The package's bundle. */
    Bundle bundle();

    /** A file of the package, or nothing if there is none; {@code path} is relative to the package's root. */
    Optional<URL> resource(String path);

    /** The package's own folder for data. It exists, and stays when the package is deleted. */
    Path dataFolder();

    /**
     * The extras given when the package was added ({@code --extras}), kept until it is deleted: JSON values
     * as {@code String}, {@code Long}, {@code Double}, {@code Boolean}, {@code List} and {@code Map}. Immutable.
     */
    Map<String, Object> extras();

    /**
     * The current values of the settings that the package declares, by name, as in {@code org.carrack.settings.Settings};
     * an empty text or list if there is none. Immutable.
     */
    Map<String, Object> settings();

    /**
     * Applies a tag as if the descriptor contained it: adds a location, an app server, a
     * command. It is undone when the package stops, or before that by the returned undo. Called from the {@code start} hook
     * or later, since it is not kept across a restart.
     *
     * <p>The keys of a tag are documented with its handler.
     *
     * <pre>{@code
     * Undo undo = me.declare("locations", Map.of("type", "proxy", "path_url", "/code", "host", "127.0.0.1", "port", 8081));
     * }</pre>
     *
     * @param value as in TOML: texts, numbers, booleans, maps as tables, lists; and objects if the handler accepts some
     * @return its undo; does nothing when the package has gone
     * @throws ConfigException if no handler takes the tag, its handler refuses it, or the package is not live
     */
    Undo declare(String tag, Map<String, ?> value) throws ConfigException;

    /** The package's log. */
    Logger log();

    /**
     * Reports a warning about the package, in one sentence. It is logged, and shown with the package as long as it is
     * live.
     */
    void warn(String warning);

    /**
     * Reports that a part of the package cannot be used, in one sentence. While the package starts, this fails the start, so
     * that the version before stays; later it is a warning.
     */
    void reject(String reason);
}
