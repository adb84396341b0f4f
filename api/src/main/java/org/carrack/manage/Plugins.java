package org.carrack.manage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.carrack.auth.Caller;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The plugins of live packages, for administration. Implemented by the server; as a service it is there from when the first package with one is
 * live. It does not check whether {@code by} is authorized: its callers do.
 *
 * <p>For any thread. A plugin is named by its package and its own name, {@code hello.TimerPluginExample}.
 */
@ProviderType
public interface Plugins {

    /** All, by name. */
    List<PluginStatus> list();

    /**
     * One of them.
     *
     * @throws PluginException if there is none of that name
     */
    PluginStatus find(String name) throws PluginException;

    /**
     * Ends a plugin, if it runs, and runs it anew; how often it has died is forgotten.
     *
     * @param by who wants it, for the log
     * @throws PluginException if there is none of that name, or it does not end
     */
    PluginStatus restart(String name, Caller by) throws PluginException;

    /**
     * What a plugin has measured, each by its name; of one that is not there any more, too.
     *
     * @param from from when on
     * @param to until when, without that moment
     * @param step the values of each so long stretch of time become one point; nothing for each value by itself
     * @throws PluginException if nothing of that name is known, the times are not in this order, there would be more than 10,000 points, or the
     *     database cannot be read now
     */
    List<PluginSamples> samples(String name, Instant from, Instant to, Duration step) throws PluginException;
}
