package org.carrack.http;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The gate before each package. While a package is replaced its gate is closed: requests in flight finish, new ones wait
 * instead of failing.
 *
 * <p>Implemented by the front door, used by the package manager. Safe for any thread.
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
}
