package org.carrack.config;

import org.osgi.annotation.versioning.ConsumerType;

/** Takes back what a {@link ConfigHandler} applied. Called once, by any thread; it should not throw. */
@ConsumerType
@FunctionalInterface
public interface Undo {

    /** Takes it back. */
    void undo();
}
