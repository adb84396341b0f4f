package org.carrack.manage;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives the progress of operations. Modules and packages implement it as a service.
 *
 * <p>Called by the thread that executes the request, before and after each step, so it should be quick. What it throws is
 * logged and changes nothing.
 */
@ConsumerType
@FunctionalInterface
public interface OperationListener {

    /** Receives the current state of an operation. */
    void progress(Operation operation);
}
