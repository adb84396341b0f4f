package org.carrack.runtime.data.internal.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.jspecify.annotations.Nullable;

/** Values of columns: from the texts of descriptors to what JDBC takes. */
public final class Values {

    private Values() {}

    /**
     * The value that a text means; null if it is empty or a date of noughts.
     *
     * @throws UnfitValueException if it means none of that type
     */
    public static @Nullable Object parse(ColumnType type, String text) throws UnfitValueException {
        String stripped = text.strip();
        if (type.kind() == ColumnType.Kind.TEXT) {
            return fitting(type, text);
        }
        if (type.kind() == ColumnType.Kind.BINARY) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (type.length() > 0 && bytes.length > type.length()) {
                throw unfit(type, text);
            }
            return bytes;
        }
        if (stripped.isEmpty()) {
            return null;
        }
        try {
            return switch (type.kind()) {
                case INTEGER -> integer(type, stripped);
                case YEAR -> year(type, stripped);
                case BOOLEAN -> flag(type, stripped);
                case REAL, DOUBLE -> finite(type, stripped);
                case DECIMAL -> decimal(type, stripped);
                case ENUM -> member(type, stripped);
                case SET -> members(type, stripped);
                case DATE -> isNought(stripped) ? null : LocalDate.parse(stripped.split("[ T]", 2)[0]);
                case TIME -> LocalTime.parse(stripped).truncatedTo(ChronoUnit.SECONDS);
                case DATETIME -> isNought(stripped) ? null : dateTime(stripped);
                default -> throw unfit(type, text);
            };
        } catch (NumberFormatException | DateTimeException e) {
            throw unfit(type, text);
        }
    }

    private static UnfitValueException unfit(ColumnType type, String text) {
        String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        return new UnfitValueException("\"%s\" is no value of it (%s)".formatted(shown, type));
    }

    private static String fitting(ColumnType type, String text) throws UnfitValueException {
        if (text.indexOf('\0') >= 0) {
            throw new UnfitValueException("it holds the character 0, which no database takes");
        }
        if (type.length() > 0 && text.codePointCount(0, text.length()) > type.length()) {
            throw new UnfitValueException(
                    "its %d characters are too many (%s)".formatted(text.codePointCount(0, text.length()), type));
        }
        return text;
    }

    private static Object integer(ColumnType type, String text) throws UnfitValueException {
        try {
            return within(type, bounded(text).toBigIntegerExact());
        } catch (ArithmeticException e) {
            throw unfit(type, text);
        }
    }

    /** A few characters such as 1e999999999 must not cost a lot of memory. */
    private static BigDecimal bounded(String text) {
        BigDecimal number = new BigDecimal(text);
        if (text.length() > 400 || Math.abs((long) number.scale()) > 400) {
            throw new NumberFormatException("too long");
        }
        return number;
    }

    private static Object within(ColumnType type, BigInteger number) throws UnfitValueException {
        if (number.compareTo(type.min()) < 0 || number.compareTo(type.max()) > 0) {
            throw new UnfitValueException(
                    "%s is too %s (%s)".formatted(number, number.signum() < 0 ? "small" : "large", type));
        }
        return type.max().bitLength() > 63 ? new BigDecimal(number) : (Object) number.longValueExact();
    }

    private static Object year(ColumnType type, String text) throws UnfitValueException {
        int year = Integer.parseInt(text);
        if (text.length() <= 2 && year > 0) {
            year += year < 70 ? 2000 : 1900;
        }
        if (year != 0 && (year < 1901 || year > 2155)) {
            throw unfit(type, text);
        }
        return (long) year;
    }

    private static Object flag(ColumnType type, String text) throws UnfitValueException {
        String bare = text.replaceFirst("(?i)^b'(.*)'$", "$1");
        if (Set.of("1", "yes", "true").contains(bare.toLowerCase(java.util.Locale.ROOT))) {
            return true;
        }
        if (Set.of("0", "no", "false").contains(bare.toLowerCase(java.util.Locale.ROOT))) {
            return false;
        }
        throw unfit(type, text);
    }

    private static Object finite(ColumnType type, String text) throws UnfitValueException {
        double number = Double.parseDouble(text);
        boolean isIn = type.kind() == ColumnType.Kind.REAL ? Float.isFinite((float) number) : Double.isFinite(number);
        if (!isIn) {
            throw new UnfitValueException("%s is too large (%s)".formatted(text, type));
        }
        return number;
    }

    private static Object decimal(ColumnType type, String text) throws UnfitValueException {
        BigDecimal number = bounded(text).setScale(type.scale(), RoundingMode.HALF_UP);
        if (number.precision() > type.length()) {
            throw new UnfitValueException("%s is too large (%s)".formatted(text, type));
        }
        return number;
    }

    private static String member(ColumnType type, String text) throws UnfitValueException {
        if (type.members().contains(text)) {
            return text;
        }
        return type.members().stream()
                .filter(member -> member.equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> unfit(type, text));
    }

    private static String members(ColumnType type, String text) throws UnfitValueException {
        Set<Integer> found = new TreeSet<>();
        for (String one : text.split(",", -1)) {
            found.add(type.members().indexOf(member(type, one.strip())));
        }
        return found.stream().map(type.members()::get).collect(Collectors.joining(","));
    }

    private static boolean isNought(String text) {
        return text.startsWith("0000-00-00");
    }

    private static LocalDateTime dateTime(String text) {
        if (isNow(text)) {
            return now();
        }
        List<String> parts = Arrays.asList(text.split("[ T]", 2));
        LocalDate date = LocalDate.parse(parts.get(0));
        return parts.size() == 1
                ? date.atStartOfDay()
                : date.atTime(LocalTime.parse(parts.get(1)).truncatedTo(ChronoUnit.SECONDS));
    }

    private static boolean isNow(String text) {
        return text.matches("(?i)now\\(\\)|current_timestamp(\\(\\d?\\))?");
    }

    /** The time that records are dated with, in UTC and whole seconds. */
    public static LocalDateTime now() {
        return LocalDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * A default as it stands in a statement; null for none.
     *
     * @throws UnfitValueException if the text is no value of the type
     */
    public static @Nullable String defaultSql(ColumnType type, String text, Dialect dialect)
            throws UnfitValueException {
        if (type.kind() == ColumnType.Kind.DATETIME && isNow(text.strip())) {
            return "current_timestamp";
        }
        if (!type.isText() && text.strip().equalsIgnoreCase("null")) {
            return null;
        }
        Object value = parse(type, text);
        return value == null ? null : literal(value, dialect);
    }

    private static String literal(Object value, Dialect dialect) {
        if (value instanceof byte[] bytes) {
            String hex = HexFormat.of().formatHex(bytes);
            return dialect == Dialect.POSTGRESQL ? "'\\x%s'::bytea".formatted(hex) : "X'%s'".formatted(hex);
        }
        if (value instanceof LocalDateTime time) {
            return "timestamp '%s %s'".formatted(time.toLocalDate(), time.toLocalTime());
        }
        if (value instanceof LocalDate || value instanceof LocalTime) {
            return "%s '%s'".formatted(value instanceof LocalDate ? "date" : "time", value);
        }
        return value instanceof String text ? Dialect.literal(text) : String.valueOf(value);
    }

    /** What rows that are there get in a new column that must not be null and has no default, as in MySQL. */
    public static String implicitSql(ColumnType type, Dialect dialect) {
        return switch (type.kind()) {
            case INTEGER, YEAR, REAL, DOUBLE, DECIMAL -> "0";
            case BOOLEAN -> "false";
            case TEXT, SET -> "''";
            case BINARY -> literal(new byte[0], dialect);
            case ENUM ->
                type.members().isEmpty() ? "''" : Dialect.literal(type.members().get(0));
            case DATE -> "current_date";
            case TIME -> "time '00:00:00'";
            case DATETIME -> "current_timestamp";
        };
    }
}
