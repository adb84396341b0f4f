package org.carrack.plugin;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Code that runs in a thread of its own for as long as its package is live. Packages implement it as a component:
 *
 * <pre>{@code
 * @Component
 * public class TimerPluginExample implements Plugin {
 *     public void run(PluginContext me) throws InterruptedException {
 *         while (me.running()) {
 *             me.debug("I am a test plugin");
 *             me.sleep(me.config().duration("WAIT_TIME", ChronoUnit.SECONDS));
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Its name is that of its class, or its {@link PluginName}; with its package it is {@code hello.TimerPluginExample}. Its configuration is
 * described by the template {@code config/plugins/TimerPluginExample.ini} of the package, if there is one. What it needs of the rest of the
 * server it refers to as any component does: it starts when that is there, and stops before that goes.
 *
 * <p>It never runs twice at once: what replaces it waits until its thread has ended.
 */
@ConsumerType
@FunctionalInterface
public interface Plugin {

    /**
     * Does its work, on a thread with its name, until {@link PluginContext#running} is false; then its thread is interrupted, too, and the
     * package waits some seconds for it to return. A plugin that returns earlier has ended, and is not run again.
     *
     * @throws Exception whatever it likes: the plugin has died. It is run again after a pause, a longer one for each time that follows another,
     *     until it has died too often
     */
    void run(PluginContext me) throws Exception;
}
