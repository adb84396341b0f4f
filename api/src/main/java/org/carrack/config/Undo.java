package org.carrack.config;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Undoes what a {@link org.carrack.config.handler.ConfigHandler config handler} applied. Each method is called at most once, by any thread; none should throw.
 *
 * <p>What goes with the package needs {@link #undo} alone. What outlives it, such as tables, is kept by that, and is told
 * the outcome of the request that brought it: {@link #commit} or {@link #revert}.
 */
@ConsumerType
@FunctionalInterface
public interface Undo {

    /** Undoes it: the package stops, is replaced or deleted, or did not come up. */
    void undo();

    /** The request by which it was applied is executed and committed: what was kept for {@link #revert} can go. */
    default void commit() {}

    /**
     * The request by which it was applied has failed: what outlives the package is restored, too. {@link #undo}
     * has been called.
     */
    default void revert() {}
}
