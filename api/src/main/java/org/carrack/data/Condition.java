package org.carrack.data;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A condition on records. Values are always bound, never part of a statement. Immutable. */
public sealed interface Condition {

    /** Every record. */
    static Condition all() {
        return new And(List.of());
    }

    /** A comparison. */
    enum Comparison {
        EQUAL,
        NOT_EQUAL,
        LESS,
        AT_MOST,
        GREATER,
        AT_LEAST
    }

    /** A field compared with a value; {@code null} is equal to an empty field alone. */
    record Compare(
            String field, Comparison comparison, @Nullable Object value) implements Condition {}

    /** A text with a prefix. */
    record Prefix(String field, String prefix) implements Condition {}

    /** A value that is one of these. */
    record In(String field, List<Object> values) implements Condition {
        public In {
            values = List.copyOf(values);
        }
    }

    /** A conjunction. */
    record And(List<Condition> parts) implements Condition {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /** A disjunction. */
    record Or(List<Condition> parts) implements Condition {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    static Condition equal(String field, @Nullable Object value) {
        return new Compare(field, Comparison.EQUAL, value);
    }

    static Condition notEqual(String field, @Nullable Object value) {
        return new Compare(field, Comparison.NOT_EQUAL, value);
    }

    static Condition less(String field, Object value) {
        return new Compare(field, Comparison.LESS, value);
    }

    static Condition atMost(String field, Object value) {
        return new Compare(field, Comparison.AT_MOST, value);
    }

    static Condition greater(String field, Object value) {
        return new Compare(field, Comparison.GREATER, value);
    }

    static Condition atLeast(String field, Object value) {
        return new Compare(field, Comparison.AT_LEAST, value);
    }

    static Condition prefix(String field, String prefix) {
        return new Prefix(field, prefix);
    }

    static Condition in(String field, Collection<?> values) {
        return new In(field, List.copyOf(values));
    }

    /** This condition and another. */
    default Condition and(Condition other) {
        return new And(List.of(this, other));
    }

    /** This condition or another. */
    default Condition or(Condition other) {
        return new Or(List.of(this, other));
    }
}
