package org.carrack.runtime.data.internal.type;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * What a column is: the same on H2 and PostgreSQL wherever both can. Immutable.
 *
 * @param kind what values it takes
 * @param length of {@code TEXT} and {@code BINARY} how long at most, 0 for no limit; of {@code DECIMAL} how many digits
 * @param scale of {@code DECIMAL} how many digits after the point
 * @param min of {@code INTEGER} the least
 * @param max of {@code INTEGER} the greatest
 * @param members of {@code ENUM} and {@code SET} the values
 * @param isSerial whether it counts by itself and is a primary key, without saying so
 */
public record ColumnType(
        Kind kind, int length, int scale, BigInteger min, BigInteger max, List<String> members, boolean isSerial) {

    /** The longest {@code varchar} that H2 takes. */
    private static final int H2_LONGEST = 1_048_576;

    /** What values it takes. */
    public enum Kind {
        INTEGER,
        YEAR,
        BOOLEAN,
        REAL,
        DOUBLE,
        DECIMAL,
        TEXT,
        BINARY,
        ENUM,
        SET,
        DATE,
        TIME,
        DATETIME
    }

    public ColumnType {
        members = List.copyOf(members);
    }

    static ColumnType of(Kind kind) {
        return new ColumnType(kind, 0, 0, BigInteger.ZERO, BigInteger.ZERO, List.of(), false);
    }

    static ColumnType sized(Kind kind, int length) {
        return new ColumnType(kind, length, 0, BigInteger.ZERO, BigInteger.ZERO, List.of(), false);
    }

    static ColumnType decimal(int precision, int scale) {
        return new ColumnType(Kind.DECIMAL, precision, scale, BigInteger.ZERO, BigInteger.ZERO, List.of(), false);
    }

    static ColumnType members(Kind kind, List<String> members) {
        return new ColumnType(kind, 0, 0, BigInteger.ZERO, BigInteger.ZERO, members, false);
    }

    /** A whole number of so many bits. */
    static ColumnType integer(int bits, boolean isSigned) {
        BigInteger range = BigInteger.TWO.pow(isSigned ? bits - 1 : bits);
        return new ColumnType(
                Kind.INTEGER,
                0,
                0,
                isSigned ? range.negate() : BigInteger.ZERO,
                range.subtract(BigInteger.ONE),
                List.of(),
                false);
    }

    /** The same as a key: counting goes up to what a signed number of 64 bits holds. */
    public ColumnType asKey() {
        return kind == Kind.INTEGER && max.bitLength() > 31
                ? new ColumnType(kind, 0, 0, integer(64, true).min, integer(64, true).max, members, isSerial)
                : this;
    }

    ColumnType serial() {
        return new ColumnType(kind, length, scale, min, max, members, true);
    }

    /** Whether it is stored as text. */
    public boolean isText() {
        return kind == Kind.TEXT || kind == Kind.ENUM || kind == Kind.SET;
    }

    /** The type in a statement. */
    public String sql(Dialect dialect) {
        boolean isPostgres = dialect == Dialect.POSTGRESQL;
        return switch (kind) {
            case INTEGER -> integerSql();
            case YEAR -> "smallint";
            case BOOLEAN -> "boolean";
            case REAL -> "real";
            case DOUBLE -> "double precision";
            case DECIMAL -> "numeric(%d,%d)".formatted(length, scale);
            case TEXT ->
                length > 0 ? "varchar(%d)".formatted(isPostgres ? length : units()) : isPostgres ? "text" : "varchar";
            case BINARY -> isPostgres ? "bytea" : length > 0 ? "varbinary(%d)".formatted(length) : "varbinary";
            case ENUM -> "varchar(%d)".formatted(Math.max(longest(), 1));
            case SET ->
                "varchar(%d)".formatted(Math.max(String.join(",", members).length(), 1));
            case DATE -> "date";
            case TIME -> "time(0)";
            case DATETIME -> "timestamp(0)";
        };
    }

    /** How many of its own units of length H2 needs, which counts characters outside of the Basic Multilingual Plane twice. */
    private int units() {
        return length > H2_LONGEST / 2 ? length : 2 * length;
    }

    private int longest() {
        return members.stream().mapToInt(String::length).max().orElse(1);
    }

    private String integerSql() {
        int bits = Math.max(max.bitLength(), min.bitLength());
        return bits <= 15 ? "smallint" : bits <= 31 ? "integer" : bits <= 63 ? "bigint" : "numeric(20,0)";
    }

    /** What the column's type alone does not rule out. */
    public @Nullable String check(Dialect dialect, String column) {
        String c = Dialect.quote(column);
        return switch (kind) {
            case INTEGER -> isWholeColumn() ? null : "%s between %s and %s".formatted(c, min, max);
            case YEAR -> "%s = 0 or %s between 1901 and 2155".formatted(c, c);
            case BINARY ->
                dialect == Dialect.POSTGRESQL && length > 0 ? "octet_length(%s) <= %d".formatted(c, length) : null;
            case ENUM ->
                "%s in (%s)".formatted(c, members.stream().map(Dialect::literal).collect(Collectors.joining(", ")));
            case SET -> setCheck(c);
            // Lengths are counted in characters on every database.
            case TEXT ->
                dialect == Dialect.H2 && length > 0 && units() > length
                        ? "char_length(%1$s) <= %2$d or char_length(regexp_replace(%1$s, '[\\x{10000}-\\x{10FFFF}]', '.')) <= %2$d"
                                .formatted(c, length)
                        : null;
            default -> null;
        };
    }

    /** Takes away one member after the other; nothing may be left. */
    private String setCheck(String column) {
        String text = "',' || " + column + " || ','";
        for (String member : members) {
            text = "replace(%s, %s, ',')".formatted(text, Dialect.literal("," + member + ","));
        }
        return "%s = '' or %s = ','".formatted(column, text);
    }

    private boolean isWholeColumn() {
        int bits = max.bitLength();
        boolean isPowerOfTwo =
                max.add(BigInteger.ONE).bitCount() == 1 && min.negate().equals(max.add(BigInteger.ONE));
        return isPowerOfTwo && (bits == 15 || bits == 31 || bits == 63);
    }

    /** As it stands in messages. */
    @Override
    public String toString() {
        return switch (kind) {
            case INTEGER -> "whole number from %s to %s".formatted(min, max);
            case YEAR -> "year from 1901 to 2155, or 0";
            case BOOLEAN -> "Yes or No";
            case REAL, DOUBLE -> "number";
            case DECIMAL -> "number of %d digits, %d of them after the point".formatted(length, scale);
            case TEXT -> length > 0 ? "text of at most %d characters".formatted(length) : "text";
            case BINARY -> length > 0 ? "at most %d bytes".formatted(length) : "bytes";
            case ENUM -> "one of " + String.join(", ", members);
            case SET -> "some of " + String.join(", ", members);
            case DATE -> "date such as 2026-01-31";
            case TIME -> "time such as 23:59:59";
            case DATETIME -> "date and time such as 2026-01-31 23:59:59";
        };
    }
}
