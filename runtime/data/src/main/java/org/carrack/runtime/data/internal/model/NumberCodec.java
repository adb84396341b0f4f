package org.carrack.runtime.data.internal.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import org.carrack.runtime.data.internal.model.FieldValues.InvalidException;
import org.jspecify.annotations.Nullable;

/** Numbers: {@code int, i64, float, percent, bool, ipport}, and Java's whole and exact ones. */
final class NumberCodec implements ValueCodec {

    static final long UNSET_INT = Integer.MAX_VALUE;
    static final long UNSET_PORT = 65_535;

    @Override
    public @Nullable Object defaultValue(ModelField field, String text, String bare) throws InvalidException {
        if (field.type() == FieldType.JAVA_INT || field.type() == FieldType.JAVA_DECIMAL) {
            return null;
        }
        if (!bare.isEmpty()) {
            return FieldValues.json(field, bare);
        }
        return switch (field.type()) {
            case INT -> (Object) UNSET_INT;
            case I64 -> (Object) Long.MAX_VALUE;
            case IP_PORT -> (Object) UNSET_PORT;
            case BOOL -> (Object) false;
            default -> (Object) 0.0;
        };
    }

    @Override
    public Object json(ModelField field, FieldType type, Object given) throws InvalidException {
        return switch (type) {
            case INT -> integer(type, given, Integer.MIN_VALUE, Integer.MAX_VALUE, UNSET_INT);
            case JAVA_INT -> integer(type, given, Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
            case I64 -> integer(type, given, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
            case IP_PORT -> port(given);
            case PERCENT -> percent(given);
            case BOOL -> flag(given);
            case JAVA_DECIMAL -> exact(given);
            default -> number(type, given);
        };
    }

    @Override
    public Object column(ModelField field, Object json) {
        return field.type() == FieldType.JAVA_DECIMAL ? new BigDecimal(json.toString()) : json;
    }

    @Override
    public Object fromColumn(ModelField field, Object column) {
        return switch (field.type()) {
            case BOOL -> column;
            case JAVA_DECIMAL -> bare((BigDecimal) column);
            case FLOAT, PERCENT -> ((Number) column).doubleValue();
            default -> ((Number) column).longValue();
        };
    }

    @Override
    public @Nullable String zero(ModelField field) {
        return switch (field.type()) {
            case JAVA_INT, JAVA_DECIMAL, I64, FLOAT -> "0";
            case BOOL -> "No";
            default -> null;
        };
    }

    static BigDecimal decimal(String text) {
        BigDecimal number = text.length() > 400 ? null : new BigDecimal(text);
        if (number == null || Math.abs((long) number.scale()) > 400) {
            throw new NumberFormatException(text);
        }
        return number;
    }

    static Object integer(FieldType type, Object given, long min, long max, long unset) throws InvalidException {
        if (given instanceof Boolean flag) {
            return flag ? 1L : 0L;
        }
        String text = TextCodec.text(given).strip().replace(",", "");
        if (text.isEmpty()) {
            return type == FieldType.INT || type == FieldType.I64 ? 0L : unset;
        }
        BigInteger number = decimal(text).setScale(0, RoundingMode.DOWN).toBigIntegerExact();
        if (number.compareTo(BigInteger.valueOf(min)) < 0 || number.compareTo(BigInteger.valueOf(max)) > 0) {
            throw new InvalidException(
                    "%s is too %s for %s".formatted(text, number.signum() < 0 ? "small" : "large", type.shown()));
        }
        return number.longValueExact();
    }

    private static Object number(FieldType type, Object given) throws InvalidException {
        double number = given instanceof Boolean flag
                ? flag ? 1 : 0
                : Double.parseDouble(TextCodec.text(given).strip());
        if (!Double.isFinite(number)) {
            throw FieldValues.wrong(type, given);
        }
        return number;
    }

    private static Object percent(Object given) throws InvalidException {
        String text = TextCodec.text(given).strip();
        return text.endsWith("%")
                ? (Object) decimal(text.substring(0, text.length() - 1).strip())
                        .movePointLeft(2)
                        .doubleValue()
                : number(FieldType.PERCENT, given);
    }

    private static Object flag(Object given) throws InvalidException {
        String text = TextCodec.text(given).strip().toLowerCase(Locale.ROOT);
        return List.of("true", "yes", "y", "1", "1.0").contains(text);
    }

    /** A number as Java's own, of at most 26 digits before the point and 12 after it. */
    private static Object exact(Object given) throws InvalidException {
        BigDecimal number = bare(decimal(TextCodec.text(given).strip()));
        if (number.scale() > 12 || number.precision() - number.scale() > 26) {
            throw new InvalidException("%s has more than 26 digits before the point, or 12 after it".formatted(number));
        }
        return number;
    }

    private static BigDecimal bare(BigDecimal number) {
        BigDecimal bare = number.stripTrailingZeros();
        return bare.scale() < 0 ? bare.setScale(0) : bare;
    }

    private static Object port(Object given) throws InvalidException {
        long port = (Long) integer(FieldType.IP_PORT, given, 0, 65_535, UNSET_PORT);
        return port == 0 ? UNSET_PORT : port;
    }
}
