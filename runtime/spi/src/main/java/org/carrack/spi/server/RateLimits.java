package org.carrack.spi.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many requests each caller has left: as many as are allowed in a minute at once, and as many again in the course of each minute. For any
 * thread.
 */
public final class RateLimits {

    /** More callers at once are more than one server has; those who have not asked for longest are forgotten. */
    private static final int MOST_CALLERS = 10_000;

    private final LongSupplier nanos;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_CALLERS;
        }
    };

    /** What a caller has left, and when that was. */
    private record Bucket(double left, long at) {}

    /** @param nanos nanoseconds that have passed since some moment */
    public RateLimits(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Takes one request of a caller.
     *
     * @return 0 if it may be made, else how many seconds to wait for the next
     */
    public synchronized long take(String caller, int perMinute) {
        long now = nanos.getAsLong();
        Bucket before = buckets.getOrDefault(caller, new Bucket(perMinute, now));
        double perNano = (double) perMinute / TimeUnit.MINUTES.toNanos(1);
        double left = Math.min(perMinute, before.left() + (now - before.at()) * perNano);
        if (left >= 1) {
            buckets.put(caller, new Bucket(left - 1, now));
            return 0;
        }
        buckets.put(caller, new Bucket(left, now));
        return Math.max(1, (long) Math.ceil((1 - left) / perNano / TimeUnit.SECONDS.toNanos(1)));
    }
}
