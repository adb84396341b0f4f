package org.carrack.spi.server;

import java.util.Set;

/**
 * The modules of the server that wait until something needs them. A module says in its manifest what that is: the header
 * {@value #START_ON} lists triggers, {@code path=/health, service=org.carrack.spi.source.SourceCompiler}, and
 * {@value #START_WITH} the symbolic names of bundles that are started only with it. Code that meets a trigger asks for it here.
 *
 * <p>Implemented by the launcher. Where it is not (in tests that start all bundles) every module runs already, so a reference to it is
 * optional. Safe for any thread.
 */
public interface LazyModules {

    /** The manifest header with what starts a module. */
    String START_ON = "Carrack-Start-On";

    /** The manifest header with the bundles that are started with a module. */
    String START_WITH = "Carrack-Start-With";

    /** What can start a module. */
    enum Trigger {
        /** A request for that path, or one below it. */
        PATH,
        /** Somebody needs a service of that class. */
        SERVICE,
        /** A bundle that imports that Java package is started. The launcher meets this one itself. */
        IMPORT,
        /**
         * As {@link #IMPORT}, for a module that packages can do without until somebody asks: what is started with the server does not count,
         * what is added to it does. The launcher meets this one itself.
         */
        NEW_IMPORT,
        /**
         * As {@link #IMPORT}, for a module that nobody waits for while the server starts: for what is started with the server it starts when
         * all of that has. The launcher meets this one itself.
         */
        LATE_IMPORT,
        /** A request for that segment below a package. */
        PACKAGE_PATH,
        /** A descriptor has a tag of that name, and nothing handles it. */
        TAG,
        /** {@code etc/carrack.toml} has a table or key of that name at its top. */
        CONFIG,
        /** The home has that file, or something in that folder, when the server starts. The launcher meets this one itself. */
        FILE
    }

    /** The names of that kind for which a module waits still. */
    Set<String> waiting(Trigger kind);

    /**
     * Starts the modules that wait for this, and returns when they run.
     *
     * @throws IllegalStateException if one cannot be started; it is tried again the next time
     */
    void require(Trigger kind, String name);
}
