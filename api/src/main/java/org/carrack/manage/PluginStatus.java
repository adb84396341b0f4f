package org.carrack.manage;

import java.time.Instant;

/**
 * A plugin of a live package, as it is now.
 *
 * @param name its name, with its package
 * @param state what it does
 * @param reason why it does not run, in one sentence; empty while it does
 * @param since when it came into that state
 * @param starts how often it was run since its package came
 * @param deaths how often it has died since its package came
 * @param isConfigurable whether its package has a template for its configuration, so that {@link Configurations} has one of its name
 */
public record PluginStatus(
        String name,
        String packageName,
        State state,
        String reason,
        Instant since,
        long starts,
        long deaths,
        boolean isConfigurable) {

    /** What a plugin does. */
    public enum State {
        RUNNING,
        /** It has died, and is run again soon. */
        WAITING,
        /** It has returned, and is not run again. */
        ENDED,
        /** It has died too often, and is run again by request alone. */
        FAILED,
        /** Its configuration, or the template of that, has mistakes; it is run as soon as they are mended. */
        MISCONFIGURED,
        /** It was told to stop, and works still. */
        STOPPING
    }
}
