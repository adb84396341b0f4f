package org.carrack.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Which records, in which order, and how many. Immutable.
 *
 * @param where which
 * @param order in which order; by {@code id} after that
 * @param limit how many at most; 0 for all
 * @param offset how many are left out at the beginning
 */
public record Query(Condition where, List<Order> order, int limit, int offset) {

    /** All records. */
    public static final Query ALL = new Query(Condition.all(), List.of(), 0, 0);

    /** A field by which is ordered. */
    public record Order(String field, boolean isDescending) {}

    /** @throws IllegalArgumentException where a number is below 0 */
    public Query {
        order = List.copyOf(order);
        if (limit < 0 || offset < 0) {
            throw new IllegalArgumentException("limit and offset are 0 or more");
        }
    }

    /** Those that a condition holds for. */
    public static Query where(Condition condition) {
        return new Query(condition, List.of(), 0, 0);
    }

    /** The same, ordered by that field after those before. */
    public Query orderBy(String field) {
        return ordered(new Order(field, false));
    }

    /** The same, ordered by that field after those before, the greatest first. */
    public Query orderByDescending(String field) {
        return ordered(new Order(field, true));
    }

    private Query ordered(Order next) {
        List<Order> all = new ArrayList<>(order);
        all.add(next);
        return new Query(where, all, limit, offset);
    }

    /** The same, at most so many. */
    public Query limit(int most) {
        return new Query(where, order, most, offset);
    }

    /** One page of it. */
    public Query page(int size, int number) {
        return new Query(where, order, size, Math.multiplyExact(size, number));
    }
}
