package org.carrack.plugin;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;
import org.slf4j.Logger;

/** What the server gives a {@link Plugin}. Implemented by the server; for any thread. */
@ProviderType
public interface PluginContext {

    /** Its name, with its package. */
    String name();

    /** Whether it is to go on. False as soon as its package stops or is replaced. */
    boolean running();

    /**
     * Waits. Ends at once when the plugin is to stop.
     *
     * @throws InterruptedException if the plugin is to stop, or its thread was interrupted; let it through
     */
    void sleep(Duration time) throws InterruptedException;

    /** Writes a message into the log of the package, with the name of the plugin. */
    void debug(String message);

    /** The log of the package. */
    Logger log();

    /** The section of the configuration that is its own, {@code [plugins.<name>]}. A changed value is seen by the next call of a getter. */
    PluginConfiguration config();

    /**
     * Runs a task each time the configuration has changed, by whatever way, on a thread of the server, one after the other. It is forgotten when
     * the plugin's {@link Plugin#run} ends.
     */
    void onConfigChange(Runnable listener);

    /**
     * Notes a value of something that changes, with the time, for who wants to see how it went: {@code carrack plugin samples}. It is in the
     * database some seconds later, and kept for as many days as {@code [plugins] sample_days} says.
     *
     * @param sample what was measured, in at most 100 characters: {@code cpu}
     * @param value the value
     * @param unit its unit, in at most 20 characters: {@code %}, {@code ms}; may be empty
     * @throws IllegalArgumentException if the value is not finite, or a text is too long or {@code sample} is empty
     */
    void sample(String sample, double value, String unit);
}
