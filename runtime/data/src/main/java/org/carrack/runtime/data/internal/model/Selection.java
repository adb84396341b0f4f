package org.carrack.runtime.data.internal.model;

import static org.carrack.runtime.data.internal.sql.Dialect.quote;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.carrack.data.Condition;
import org.carrack.data.Condition.Comparison;
import org.carrack.data.DataException;
import org.carrack.data.DataException.Kind;
import org.carrack.data.Query;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.jspecify.annotations.Nullable;

/** A query as a part of a statement: columns that there are, and values that are bound. Used by one thread. */
final class Selection {

    private static final int MOST_VALUES = 10_000;
    private static final int DEEPEST = 50;
    private static final int INDEXED_TEXT = org.carrack.runtime.data.internal.migration.Column.INDEXED_TEXT;

    private final ModelTable table;
    private final List<@Nullable Object> values = new ArrayList<>();

    Selection(ModelTable table) {
        this.table = table;
    }

    /** The values, in the order of their places. */
    List<@Nullable Object> values() {
        return values;
    }

    /** {@code where …}, or nothing. */
    String where(Condition condition) {
        String text = text(condition, 0);
        return text.isEmpty() ? "" : " where " + text;
    }

    /** {@code where … order by … limit …}. */
    String query(Query query) {
        StringBuilder text = new StringBuilder(where(query.where()));
        text.append(" order by ");
        query.order()
                .forEach(order ->
                        text.append(column(order.field()).ordered()).append(order.isDescending() ? " desc, " : ", "));
        text.append(ModelTable.ID);
        if (query.limit() > 0) {
            text.append(" limit ?");
            values.add((long) query.limit());
        }
        if (query.offset() > 0) {
            text.append(" offset ?");
            values.add((long) query.offset());
        }
        return text.toString();
    }

    /** A column and the field whose values are in it; no field for the id and the revision. */
    private record Column(String name, Optional<ModelField> field, String ordered) {

        /** Whether PostgreSQL has an index of its beginning alone. */
        boolean isFoundByItsBeginning() {
            return field.filter(one -> one.isIndexed()
                            && !one.isUnique()
                            && one.type().column().equals("text"))
                    .isPresent();
        }

        boolean isMoney() {
            return field.filter(one -> one.type() == FieldType.NUMERIC).isPresent();
        }

        /** Whether its values have the order of their places. */
        boolean isEnum() {
            return field.filter(one -> one.type() == FieldType.ENUM || one.type() == FieldType.JAVA_ENUM)
                    .isPresent();
        }
    }

    private static Column column(String quoted, ModelField field) {
        return new Column(
                quoted,
                Optional.of(field),
                switch (field.type()) {
                    case ENUM, JAVA_ENUM -> places(quoted, field.values());
                    case NUMERIC -> quote(ModelTable.amountColumn(field));
                    default -> quoted;
                });
    }

    /** The place of a value among those of its enumeration. */
    private static String places(String quoted, List<String> values) {
        StringBuilder text = new StringBuilder("case ").append(quoted);
        for (int i = 0; i < values.size(); i++) {
            text.append(" when %s then %d".formatted(Dialect.literal(values.get(i)), i));
        }
        return text.append(" end").toString();
    }

    private Column column(String field) {
        if (field.equals(ModelTable.ID) || field.equals(ModelTable.REVISION)) {
            return new Column(field, Optional.empty(), field);
        }
        Optional<ModelField> own = table.schema().field(field);
        if (own.isPresent()) {
            return column(quote(own.get().name()), own.get());
        }
        return table.nested().stream()
                .filter(nested -> nested.column().equals(field))
                .map(nested -> new Column(quote(nested.column()), Optional.of(nested.field()), quote(nested.column())))
                .findFirst()
                .orElseThrow(() -> new DataException(
                        Kind.NOT_FOUND,
                        "the model %s has no field %s; these are: %s"
                                .formatted(
                                        table.schema().url(),
                                        field,
                                        table.schema().fields().stream()
                                                .map(ModelField::name)
                                                .collect(Collectors.joining(", ")))));
    }

    private String text(Condition condition, int depth) {
        if (depth > DEEPEST) {
            throw new DataException(Kind.INVALID, "conditions are nested deeper than " + DEEPEST);
        }
        if (condition instanceof Condition.And and) {
            return joined(and.parts(), " and ", depth);
        }
        if (condition instanceof Condition.Or or) {
            return or.parts().isEmpty() ? "1 = 0" : joined(or.parts(), " or ", depth);
        }
        if (condition instanceof Condition.Compare compare) {
            return compare(compare);
        }
        if (condition instanceof Condition.Prefix prefix) {
            Column column = column(prefix.field());
            if (prefix.prefix().indexOf('\0') >= 0) {
                throw new DataException(Kind.INVALID, "no text holds the character 0");
            }
            String pattern =
                    prefix.prefix().replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
            bind(pattern);
            String like = column.name() + " like ? escape '!'";
            if (!column.isFoundByItsBeginning() || prefix.prefix().length() > INDEXED_TEXT) {
                return like;
            }
            bind(pattern);
            return "(%s and %s like ? escape '!')".formatted(like, beginning(column.name()));
        }
        Condition.In in = (Condition.In) condition;
        Column column = column(in.field());
        if (in.values().isEmpty()) {
            return "1 = 0";
        }
        if (column.isMoney() || column.isFoundByItsBeginning()) {
            return joined(
                    in.values().stream()
                            .<Condition>map(value -> Condition.equal(in.field(), value))
                            .toList(),
                    " or ",
                    0);
        }
        in.values().forEach(value -> bind(value(column, in.field(), value)));
        return column.name() + " in (" + "?, ".repeat(in.values().size() - 1) + "?)";
    }

    private static String beginning(String what) {
        return "left(%s, %d)".formatted(what, INDEXED_TEXT);
    }

    private String joined(List<Condition> parts, String how, int depth) {
        return parts.stream()
                .map(part -> text(part, depth + 1))
                .filter(text -> !text.isEmpty())
                .map(text -> "(" + text + ")")
                .collect(Collectors.joining(how));
    }

    private String compare(Condition.Compare compare) {
        Column column = column(compare.field());
        Object value = compare.value() == null ? null : value(column, compare.field(), compare.value());
        if (value == null) {
            return switch (compare.comparison()) {
                case EQUAL -> column.name() + " is null";
                case NOT_EQUAL -> column.name() + " is not null";
                default ->
                    throw new DataException(
                            Kind.INVALID,
                            "the field %s cannot be greater or less than nothing".formatted(compare.field()));
            };
        }
        boolean isEquality = compare.comparison() == Comparison.EQUAL || compare.comparison() == Comparison.NOT_EQUAL;
        if (compare.comparison() == Comparison.EQUAL && column.isFoundByItsBeginning()) {
            bind(value);
            bind(value);
            return "(%s = %s and %s = ?)"
                    .formatted(beginning(column.name()), beginning("cast(? as varchar)"), column.name());
        }
        Double amount = column.isMoney() ? FieldValues.amount(json(column, compare.field(), compare.value())) : null;
        if (column.isMoney() && amount == null && !isEquality) {
            throw new DataException(
                    Kind.INVALID,
                    "the field %s is compared in US dollars; there is no rate for %s"
                            .formatted(compare.field(), compare.value()));
        }
        boolean isByPlace = column.isEnum() && !isEquality && column.field().isPresent();
        bind(amount != null ? amount : isByPlace ? place(column.field().get(), value) : value);
        String left = amount != null || isByPlace ? column.ordered() : column.name();
        String sign = switch (compare.comparison()) {
            case EQUAL -> "=";
            case NOT_EQUAL -> "<>";
            case LESS -> "<";
            case AT_MOST -> "<=";
            case GREATER -> ">";
            case AT_LEAST -> ">=";
        };
        return "%s %s ?".formatted(left, sign);
    }

    private static long place(ModelField field, Object value) {
        return field.values().indexOf(value.toString());
    }

    private void bind(@Nullable Object value) {
        if (values.size() >= MOST_VALUES) {
            throw new DataException(Kind.INVALID, "there are more than %,d values in a query".formatted(MOST_VALUES));
        }
        values.add(value);
    }

    private static @Nullable Object value(Column column, String name, Object value) {
        if (column.field().isEmpty()) {
            try {
                return Long.valueOf(String.valueOf(value).strip());
            } catch (NumberFormatException e) {
                throw new DataException(Kind.INVALID, "the %s %s is no whole number".formatted(name, value), e);
            }
        }
        return FieldValues.column(column.field().get(), json(column, name, value));
    }

    private static @Nullable Object json(Column column, String name, @Nullable Object value) {
        try {
            return column.field().isEmpty()
                    ? value
                    : FieldValues.json(column.field().get(), value);
        } catch (FieldValues.InvalidException e) {
            throw new DataException(Kind.INVALID, "the field %s: %s".formatted(name, e.getMessage()), e);
        }
    }
}
