package org.carrack.spi.http;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The gate of each package. While a package is replaced, its gate is closed: requests in flight finish, new ones wait
 * instead of failing.
 *
 * <p>Implemented by the HTTP server, used by the package manager, which closes and opens gates, and by
 * the protocols, whose requests pass them. Safe for any thread.
 */
@ProviderType
public interface TrafficGates {

    /**
     * Closes the gate of a package and waits until its requests in flight are done, for a bounded time (the HTTP server's
     * drain limit). New requests are held until {@link #open}, also for a bounded time, then answered with 503.
     * Does nothing more if it is closed already.
     */
    void close(String packageName);

    /** Opens the gate and lets the held requests through. */
    void open(String packageName);

    /** Lets the held requests through and forgets the gate: the package is gone. */
    void remove(String packageName);

    /**
     * Passes a request through the gate of a package: at once, on this thread, if the gate is open or does not exist;
     * otherwise later, on another thread.
     */
    void pass(String packageName, Passage request);

    /** A request at a gate. Exactly one of the two methods is called, once. */
    @ConsumerType
    interface Passage {

        /**
         * It may pass.
         *
         * @param leave must be run once, when the request is done
         */
        void enter(Runnable leave);

        /** It waited too long, or too many are waiting. */
        void refuse();
    }
}
