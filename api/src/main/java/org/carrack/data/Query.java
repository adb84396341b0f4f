package org.carrack.data;

import java.util.ArrayList;
import java.util.List;

/**
 * A query: condition, order and page. Immutable.
 *
 * @param where the condition
 * @param order the order; records are finally ordered by {@code id}
 * @param limit the largest number of records; 0 for all
 * @param offset the number of records to skip
 */
public record Query(Condition where, List<Order> order, int limit, int offset) {

    /** All records. */
    public static final Query ALL = new Query(Condition.all(), List.of(), 0, 0);

    /** A field to order by. */
    public record Order(String field, boolean isDescending) {}

    /** @throws IllegalArgumentException if a number is below 0 */
    public Query {
        order = List.copyOf(order);
        if (limit < 0 || offset < 0) {
            throw new IllegalArgumentException("limit and offset are 0 or more");
        }
    }

    /** The records that satisfy a condition. */
    public static Query where(Condition condition) {
        return new Query(condition, List.of(), 0, 0);
    }

    /** Adds a field to order by, ascending. */
    public Query orderBy(String field) {
        return ordered(new Order(field, false));
    }

    /** Adds a field to order by, descending. */
    public Query orderByDescending(String field) {
        return ordered(new Order(field, true));
    }

    private Query ordered(Order next) {
        List<Order> all = new ArrayList<>(order);
        all.add(next);
        return new Query(where, all, limit, offset);
    }

    /** Limits the number of records. */
    public Query limit(int most) {
        return new Query(where, order, most, offset);
    }

    /** One page of the result. */
    public Query page(int size, int number) {
        return new Query(where, order, size, Math.multiplyExact(size, number));
    }
}
