package org.carrack.spi.http;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives each request that the HTTP server has answered. A whiteboard service; modules and packages implement it.
 *
 * <p>Called by many threads at once, on those that answer: it must not block.
 */
@ConsumerType
public interface RequestObserver {

    /**
     * A request was answered or aborted.
     *
     * @param packageName the package it was for; empty if it was for none
     * @param method its method as it was sent
     * @param status the HTTP status of the answer
     * @param nanos its duration since its head was read, in nanoseconds
     */
    void answered(String packageName, String method, int status, long nanos);
}
