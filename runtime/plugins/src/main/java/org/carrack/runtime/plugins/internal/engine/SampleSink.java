package org.carrack.runtime.plugins.internal.engine;

/** Takes what plugins measure. For any thread; never waits. */
@FunctionalInterface
public interface SampleSink {

    /** A plugin has measured something now. */
    void add(String plugin, String sample, double value, String unit);
}
