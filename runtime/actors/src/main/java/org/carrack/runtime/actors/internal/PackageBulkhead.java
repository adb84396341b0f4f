package org.carrack.runtime.actors.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * A package's share of the worker threads. One method may hold no more than half of it, so that a method which hangs leaves
 * room for the others; what finds no room waits for its turn. Safe for any thread.
 */
final class PackageBulkhead {

    /** How many calls may wait for each that may run. */
    private static final int MOST_WAITING = 10;

    private final IntSupplier size;
    private final Map<Method, Integer> running = new HashMap<>();
    private final Deque<Execution> waiting = new ArrayDeque<>();
    private int total;

    PackageBulkhead(IntSupplier size) {
        this.size = size;
    }

    /** Whether there is room for a call to run now; if so it must {@link #leave}. */
    synchronized boolean enter(Method method) {
        int limit = size.getAsInt();
        if (total >= limit || running.getOrDefault(method, 0) >= Math.max(1, limit / 2)) {
            return false;
        }
        total++;
        running.merge(method, 1, Integer::sum);
        return true;
    }

    /** Has a call wait; false if too many do. */
    synchronized boolean hold(Execution execution) {
        if (waiting.size() >= size.getAsInt() * MOST_WAITING) {
            return false;
        }
        waiting.add(execution);
        return true;
    }

    /** A call has ended; the one that may run in its place has entered already. */
    synchronized Optional<Execution> leave(Method method) {
        total--;
        running.computeIfPresent(method, (m, count) -> count == 1 ? null : count - 1);
        for (Iterator<Execution> each = waiting.iterator(); each.hasNext(); ) {
            Execution next = each.next();
            if (enter(next.method())) {
                each.remove();
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }
}
