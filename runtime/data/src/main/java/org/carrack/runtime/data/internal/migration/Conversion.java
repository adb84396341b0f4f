package org.carrack.runtime.data.internal.migration;

import java.util.List;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.carrack.runtime.data.internal.type.ColumnType;
import org.carrack.runtime.data.internal.type.ColumnType.Kind;

/** How the values of a column become values of another type, and which would be others then. Pure. */
final class Conversion {

    private final ColumnType from;
    private final ColumnType to;
    private final Dialect dialect;

    Conversion(ColumnType from, ColumnType to, Dialect dialect) {
        this.from = from;
        this.to = to;
        this.dialect = dialect;
    }

    /** The new value of an old one. */
    String of(String column) {
        return convert(column, from, to);
    }

    /** Holds for a record whose value would not be the same. */
    String isOther(String old, String fresh) {
        if (from.isText() && isNumber(to)) {
            return "cast(%s as numeric(60,15)) <> cast(%s as numeric(60,15))".formatted(old, fresh);
        }
        if (from.isText() && to.kind() == Kind.DATE) {
            return "char_length(trim(%s)) > 10".formatted(old);
        }
        if (from.isText() && !to.isText()) {
            // Written otherwise, it may be the same: what is no such value at all cannot be cast.
            return "1 = 0";
        }
        boolean isPart = from.kind() == Kind.DATETIME && to.kind() == Kind.TIME;
        return isPart ? old + " is not null" : "%s <> %s".formatted(old, convert(fresh, to, from));
    }

    /** Both databases cast any value to text and any text to what it says; not all else to all. */
    private String convert(String column, ColumnType one, ColumnType other) {
        String type = other.sql(dialect);
        boolean isPostgres = dialect == Dialect.POSTGRESQL;
        if (one.kind() == Kind.BOOLEAN && other.kind() != Kind.BOOLEAN) {
            List<String> words = words(other);
            return "cast(case %s when true then %s when false then %s end as %s)"
                    .formatted(column, words.get(0), words.get(1), type);
        }
        if (other.kind() == Kind.BOOLEAN && isNumber(one)) {
            return "(%s <> 0)".formatted(column);
        }
        if (isPostgres && one.kind() == Kind.BINARY && other.isText()) {
            return "cast(convert_from(%s, 'UTF8') as %s)".formatted(column, type);
        }
        if (isPostgres && one.isText() && other.kind() == Kind.BINARY) {
            return "convert_to(%s, 'UTF8')".formatted(column);
        }
        boolean isDirect = one.isText()
                || other.isText()
                || one.kind() == other.kind()
                || (isNumber(one) && isNumber(other))
                || (isMoment(one) && isMoment(other));
        return isDirect
                ? "cast(%s as %s)".formatted(column, type)
                : "cast(cast(%s as varchar(4000)) as %s)".formatted(column, type);
    }

    /** Yes and No as the other type has them; Adapt's booleans are numbers. */
    private static List<String> words(ColumnType type) {
        if (isNumber(type)) {
            return List.of("1", "0");
        }
        List<String> members = type.members();
        for (List<String> words : List.of(List.of("Yes", "No"), List.of("yes", "no"), List.of("true", "false"))) {
            if (members.containsAll(words)) {
                return words.stream().map(Dialect::literal).toList();
            }
        }
        return List.of("'1'", "'0'");
    }

    private static boolean isMoment(ColumnType type) {
        return type.kind() == Kind.DATE || type.kind() == Kind.DATETIME;
    }

    private static boolean isNumber(ColumnType type) {
        return switch (type.kind()) {
            case INTEGER, YEAR, REAL, DOUBLE, DECIMAL -> true;
            default -> false;
        };
    }
}
