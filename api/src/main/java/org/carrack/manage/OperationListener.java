package org.carrack.manage;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears how operations proceed. Modules and packages implement it as a service.
 *
 * <p>Called by the thread that carries the wish out, before and after each step, so it should be quick. What it throws is
 * logged and changes nothing.
 */
@ConsumerType
@FunctionalInterface
public interface OperationListener {

    /** The operation as it is now. */
    void progress(Operation operation);
}
