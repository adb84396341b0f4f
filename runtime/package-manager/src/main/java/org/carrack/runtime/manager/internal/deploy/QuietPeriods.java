package org.carrack.runtime.manager.internal.deploy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * How long each of several things has been quiet since its last event: an editor or a copy writes a file in several steps. Used by one
 * thread at a time.
 *
 * @param <K> what has events
 */
final class QuietPeriods<K> {

    private final LongSupplier nanoTime;
    private final Map<K, Long> last = new HashMap<>();

    /** @param nanoTime the clock, as {@link System#nanoTime} */
    QuietPeriods(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** An event of something: its quiet period begins now. */
    void event(K key) {
        last.put(key, nanoTime.getAsLong());
    }

    /** The same for something whose last event was long ago. */
    void eventLongAgo(K key) {
        last.put(key, nanoTime.getAsLong() - Duration.ofDays(1).toNanos());
    }

    /** All that had events and was not removed. */
    Set<K> pending() {
        return Set.copyOf(last.keySet());
    }

    boolean isPending(K key) {
        return last.containsKey(key);
    }

    boolean isEmpty() {
        return last.isEmpty();
    }

    /** How long something that is pending has been quiet. */
    Duration quiet(K key) {
        long now = nanoTime.getAsLong();
        return Duration.ofNanos(now - last.getOrDefault(key, now));
    }

    /** Something was processed. */
    void remove(K key) {
        last.remove(key);
    }
}
