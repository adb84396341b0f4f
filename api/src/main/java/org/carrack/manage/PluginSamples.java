package org.carrack.manage;

import java.time.Instant;
import java.util.List;

/**
 * How a value of a plugin went.
 *
 * @param plugin its name, with its package
 * @param sample what was measured
 * @param unit its unit; empty if it has none
 * @param points the oldest first
 */
public record PluginSamples(String plugin, String sample, String unit, List<Point> points) {

    public PluginSamples {
        points = List.copyOf(points);
    }

    /**
     * What was measured in one stretch of time.
     *
     * @param from when it begins
     * @param count how many values there are
     */
    public record Point(Instant from, double least, double mean, double greatest, long count) {}
}
