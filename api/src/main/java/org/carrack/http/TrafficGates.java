package org.carrack.http;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The gate before each package. While a package is replaced its gate is closed: requests in flight finish, new ones wait
 * instead of failing.
 *
 * <p>Implemented by the front door, used by the package manager, which closes and opens gates, and by
 * the protocols, whose requests pass them. Safe for any thread.
 */
@ProviderType
public interface TrafficGates {

    /**
     * Closes the gate of a package and waits until its requests in flight are done, for a bounded time (the front door's
     * drain limit). New requests are held until {@link #open}, also for a bounded time, then answered with 503.
     * Does nothing more where it is closed already.
     */
    void close(String packageName);

    /** Opens the gate and lets the held requests through. */
    void open(String packageName);

    /** Lets the held requests through and forgets the gate: the package is gone. */
    void remove(String packageName);

    /**
     * Asks a request to pass the gate of a package. It is let through at once, on this thread, where the gate is open or where
     * there is none; else later, on another thread.
     */
    void pass(String packageName, Passage request);

    /** A request before a gate. One of the two methods is called, once. */
    @ConsumerType
    interface Passage {

        /**
         * It may pass.
         *
         * @param leave must be run once, when the request is done
         */
        void enter(Runnable leave);

        /** It waited for too long, or too many wait. */
        void refuse();
    }
}
