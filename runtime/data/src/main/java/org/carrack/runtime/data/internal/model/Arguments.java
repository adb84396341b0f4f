package org.carrack.runtime.data.internal.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.actor.ActorException;
import org.carrack.data.Condition;
import org.carrack.data.Condition.Comparison;
import org.carrack.data.DataException;
import org.carrack.data.Query;
import org.carrack.data.Stored;
import org.jspecify.annotations.Nullable;

/** What callers send and get: records with {@code id} and {@code _revision} among their fields, and queries as JSON. */
final class Arguments {

    private Arguments() {}

    /** A record as callers get it. */
    static Map<String, Object> shown(Stored<Map<String, Object>> stored) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put(ModelTable.ID, stored.id());
        shown.put(ModelTable.REVISION, stored.revision());
        shown.putAll(stored.value());
        return shown;
    }

    /** Changes a record by some values of it; where they name the revision that was seen, it must still be that. */
    static Optional<Stored<Map<String, Object>>> change(TableRecords records, long id, Map<?, ?> values) {
        Map<String, Object> changes = new LinkedHashMap<>();
        values.forEach((name, value) -> changes.put(String.valueOf(name), value));
        changes.remove(ModelTable.ID);
        Object revision = changes.remove(ModelTable.REVISION);
        return records.change(id, changes, revision == null ? null : number(revision, ModelTable.REVISION));
    }

    static long number(@Nullable Object value, String name) {
        if (value instanceof Number number && number.longValue() == number.doubleValue()) {
            return number.longValue();
        }
        try {
            return Long.parseLong(String.valueOf(value).strip());
        } catch (NumberFormatException e) {
            throw ActorException.badRequest("%s must be a whole number".formatted(name));
        }
    }

    /**
     * A condition: {@code {"field": value}}, {@code {"field": {"lt": value}}} with {@code eq ne lt le gt ge prefix in}; several hold
     * all, {@code {"or": [{…}, {…}]}} one of them.
     */
    static Condition condition(ModelSchema schema, @Nullable Object query) {
        if (query == null) {
            return Condition.all();
        }
        if (!(query instanceof Map<?, ?> map)) {
            throw ActorException.badRequest("a query must be an object such as {\"name\": \"ada\"}");
        }
        List<Condition> parts = new ArrayList<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            boolean isField = schema.field(name).isPresent();
            if (!isField && (name.equals("or") || name.equals("and")) && value instanceof Collection<?> several) {
                List<Condition> inner =
                        several.stream().map(one -> condition(schema, one)).toList();
                parts.add(name.equals("or") ? new Condition.Or(inner) : new Condition.And(inner));
            } else if (value instanceof Map<?, ?> operators) {
                operators.forEach((operator, operand) -> parts.add(condition(name, String.valueOf(operator), operand)));
            } else {
                parts.add(Condition.equal(name, value));
            }
        });
        return new Condition.And(parts);
    }

    private static Condition condition(String field, String operator, @Nullable Object operand) {
        return switch (operator) {
            case "eq" -> new Condition.Compare(field, Comparison.EQUAL, operand);
            case "ne" -> new Condition.Compare(field, Comparison.NOT_EQUAL, operand);
            case "lt" -> new Condition.Compare(field, Comparison.LESS, operand);
            case "le" -> new Condition.Compare(field, Comparison.AT_MOST, operand);
            case "gt" -> new Condition.Compare(field, Comparison.GREATER, operand);
            case "ge" -> new Condition.Compare(field, Comparison.AT_LEAST, operand);
            case "prefix" -> Condition.prefix(field, String.valueOf(operand));
            case "in" -> {
                if (!(operand instanceof Collection<?> several) || several.contains(null)) {
                    throw ActorException.badRequest("in takes a list of values");
                }
                yield Condition.in(field, several);
            }
            default ->
                throw ActorException.badRequest(
                        "%s is no comparison; these are: eq, ne, lt, le, gt, ge, prefix, in".formatted(operator));
        };
    }

    /** A query: its condition, {@code order} as names with {@code -} before those that go down, {@code limit} and {@code offset}. */
    static Query query(Condition where, @Nullable Object order, @Nullable Object limit, @Nullable Object offset) {
        Query query = Query.where(where);
        List<?> names = order instanceof List<?> list
                ? list
                : order == null ? List.of() : List.of(String.valueOf(order).split(","));
        for (Object one : names) {
            String name = String.valueOf(one).strip();
            if (!name.isEmpty()) {
                query = name.startsWith("-") ? query.orderByDescending(name.substring(1)) : query.orderBy(name);
            }
        }
        return new Query(query.where(), query.order(), size(limit, "limit"), size(offset, "offset"));
    }

    private static int size(@Nullable Object value, String name) {
        long number = value == null ? 0 : number(value, name);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw ActorException.badRequest("%s must be a whole number, 0 or more".formatted(name));
        }
        return (int) number;
    }

    /** A problem with records as an actor reports it. */
    static ActorException told(DataException e) {
        return new ActorException(
                switch (e.kind()) {
                    case NOT_FOUND -> ActorException.Kind.NOT_FOUND;
                    case INVALID, CONFLICT, STALE -> ActorException.Kind.BAD_REQUEST;
                    case FAILED -> ActorException.Kind.FAILED;
                },
                e.getMessage(),
                e);
    }
}
