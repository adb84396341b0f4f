package org.carrack.config;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes back what a {@link ConfigHandler} applied. Each method is called at most once, by any thread; none should throw.
 *
 * <p>What goes with the package needs {@link #undo} alone. What outlives it, such as tables, is kept by that, and is told
 * the outcome of the wish that brought it: {@link #commit} or {@link #revert}.
 */
@ConsumerType
@FunctionalInterface
public interface Undo {

    /** Takes it back: the package stops, is replaced or deleted, or did not come up. */
    void undo();

    /** The wish by which it was applied is carried out and written down: what was kept for {@link #revert} can go. */
    default void commit() {}

    /**
     * The wish by which it was applied has failed: what outlives the package is made as it was before, too. {@link #undo}
     * has been called.
     */
    default void revert() {}
}
