package org.carrack.runtime.data.internal.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What values fields take, in which forms, and what becomes of them. The <em>JSON value</em> of a field is what callers see: a
 * {@code String}, {@code Long}, {@code Double}, {@code Boolean}, {@code List} or {@code Map}, or null; the <em>column value</em> is what
 * JDBC takes.
 */
final class FieldValues {

    static final long UNSET_INT = Integer.MAX_VALUE;
    static final long UNSET_PORT = 65_535;

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** For whole numbers that are longer than 64 bits. */
    private static final ObjectMapper LARGE = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** How long a default may be that is written down. */
    private static final int LONGEST_STANDING = 200;

    private static final Pattern EMAIL = Pattern.compile("[A-Za-z0-9._%+'-]++@[A-Za-z0-9-]++(?:\\.[A-Za-z0-9-]++)++");
    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern TEL = Pattern.compile("\\+?\\d{6,15}(x\\d+)?");
    /** A part of a host's name, and how many there are at most: RFC 1035, section 2.3.4. */
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    private static final Pattern WEB =
            Pattern.compile("(https?://|ftp://)?(www\\.)?%s(\\.%s){0,125}\\.[A-Za-z]{2,63}(:\\d{1,5})?([/?#].*)?"
                    .formatted(LABEL, LABEL));
    private static final Pattern MONEY =
            Pattern.compile("\\s*+([+-]?[\\d.,]++)\\s*+([kKmM%]?)\\s*+([A-Za-z]{3})?\\s*+");
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d++)d)?\\s*+(?:(\\d++)h)?\\s*+(?:(\\d++)m)?\\s*+(?:(\\d++)s)?");

    /** Types whose values may be of any length. */
    private static final Set<FieldType> FREE = EnumSet.of(
            FieldType.STRING,
            FieldType.MULTILINE,
            FieldType.PATH,
            FieldType.BYTES,
            FieldType.OBJECT,
            FieldType.DICT,
            FieldType.LIST,
            FieldType.JSON,
            FieldType.YAML,
            FieldType.MSGPACK,
            FieldType.JAVA_JSON,
            FieldType.HASH);

    /** How long a text of any other type may be, in chars: patterns and numbers need more than linear time. */
    private static final int LONGEST_FORM = 4096;

    private FieldValues() {}

    /** A value that a field does not take. */
    static final class InvalidException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidException(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    /** The JSON value of a default that is written in a schema; null if a record gets a value of its own, or none. */
    static @Nullable Object standard(ModelField field, String text) throws InvalidException {
        String bare = unquoted(text);
        boolean isEmpty = bare.isEmpty();
        return switch (field.type()) {
            case STRING, PATH -> bare;
            case MULTILINE -> text;
            case INT -> isEmpty ? (Object) UNSET_INT : json(field, bare);
            case I64 -> isEmpty ? (Object) Long.MAX_VALUE : json(field, bare);
            case FLOAT, PERCENT -> isEmpty ? (Object) 0.0 : json(field, bare);
            case BOOL -> isEmpty ? (Object) false : json(field, bare);
            case NUMERIC -> isEmpty ? (Object) 0L : json(field, bare);
            case DATE, DATETIME -> isEmpty ? (Object) 0L : json(field, bare);
            case ENUM -> 0L;
            case DURATION, TEL -> isEmpty ? null : json(field, bare);
            case LIST -> isEmpty ? List.of() : json(field, text.startsWith("[") ? text : bare);
            case OBJECT, JAVA_ENUM, JAVA_DATE, JAVA_DATETIME, JAVA_INT, JAVA_DECIMAL, JAVA_DURATION, JAVA_JSON, GUID ->
                null;
            case DICT, JSON, YAML, MSGPACK -> isEmpty ? Map.of() : json(field, text);
            case BYTES -> isEmpty ? "" : json(field, bare);
            case EMAIL, URL -> isEmpty ? "" : json(field, bare);
            case IP_ADDRESS -> isEmpty ? "0.0.0.0" : bare.equals("localhost") ? bare : json(field, bare);
            case IP_PORT -> isEmpty ? (Object) UNSET_PORT : json(field, bare);
            case IP_RANGE -> isEmpty ? "::/128" : json(field, bare);
            case HASH -> isEmpty ? List.of(0L, 0L) : json(field, bare);
        };
    }

    /** The JSON value that a new record gets if none is given. */
    static @Nullable Object fresh(ModelField field) {
        return field.type() == FieldType.GUID ? UUID.randomUUID().toString() : field.defaultValue();
    }

    private static String unquoted(String text) {
        String stripped = text.strip();
        boolean isQuoted = stripped.length() >= 2
                && (stripped.charAt(0) == '"' || stripped.charAt(0) == '\'')
                && stripped.charAt(stripped.length() - 1) == stripped.charAt(0);
        return isQuoted ? stripped.substring(1, stripped.length() - 1) : stripped;
    }

    /**
     * The JSON value that somebody's value means for a field.
     *
     * @throws InvalidException if it means none
     */
    static @Nullable Object json(ModelField field, @Nullable Object given) throws InvalidException {
        if (given == null) {
            return nothing(field);
        }
        try {
            return of(field, field.type(), given);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw wrong(field.type(), given);
        }
    }

    /** What null means. */
    private static @Nullable Object nothing(ModelField field) throws InvalidException {
        return switch (field.type()) {
            case ENUM -> 0L;
            case TEL, DURATION, OBJECT, GUID -> null;
            case STRING -> {
                if (field.defaultValue() == null && !field.isNullable()) {
                    throw new InvalidException("it must have a value");
                }
                yield null;
            }
            default -> {
                if (!field.isNullable() && field.defaultValue() == null) {
                    throw new InvalidException("it must have a value");
                }
                yield field.isNullable() ? null : field.defaultValue();
            }
        };
    }

    private static InvalidException wrong(FieldType type, Object given) {
        String text = String.valueOf(given);
        return new InvalidException(
                "\"%s\" is no %s".formatted(text.length() > 60 ? text.substring(0, 60) + "…" : text, type.shown()));
    }

    private static @Nullable Object of(ModelField field, FieldType type, Object given) throws InvalidException {
        if (given instanceof CharSequence text && text.length() > LONGEST_FORM && !FREE.contains(type)) {
            throw wrong(type, given);
        }
        return switch (type) {
            case STRING -> string(given);
            case MULTILINE, PATH -> text(given);
            case INT -> integer(type, given, Integer.MIN_VALUE, Integer.MAX_VALUE, UNSET_INT);
            case JAVA_INT -> integer(type, given, Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
            case I64 -> integer(type, given, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
            case FLOAT -> number(type, given);
            case PERCENT -> percent(given);
            case BOOL -> flag(given);
            case NUMERIC -> money(given);
            case DATE -> Times.date(given);
            case DATETIME -> Times.dateTime(given);
            case DURATION -> duration(given);
            case ENUM -> index(field, given);
            case JAVA_ENUM -> member(field, given);
            case JAVA_DATE -> LocalDate.parse(text(given)).toString();
            case JAVA_DATETIME -> LocalDateTime.parse(text(given)).toString();
            case JAVA_DECIMAL -> exact(given);
            case JAVA_DURATION -> {
                Duration duration = Duration.parse(text(given));
                yield Duration.ofNanos(duration.toNanos()).toString();
            }
            case OBJECT, DICT -> map(type, given);
            case LIST -> list(field, given);
            case JSON, YAML, MSGPACK -> structure(type, given);
            case JAVA_JSON -> given;
            case BYTES -> bytes(given);
            case EMAIL -> matching(type, text(given).strip().toLowerCase(Locale.ROOT), EMAIL, true);
            case IP_ADDRESS -> address(type, text(given).strip());
            case IP_PORT -> port(given);
            case IP_RANGE -> range(type, text(given).strip());
            case TEL -> matching(type, text(given).replaceAll("[ ,()-]", ""), TEL, false);
            case URL -> matching(type, text(given).strip(), WEB, true);
            case GUID -> UUID.fromString(text(given).strip()).toString();
            case HASH -> pair(given);
        };
    }

    private static String text(Object given) throws InvalidException {
        String text = given instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(given);
        if (text.indexOf('\0') >= 0) {
            throw new InvalidException("it holds the character 0, which no database takes");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidException("it holds half of a character, which cannot be written");
        }
        return text;
    }

    private static @Nullable Object string(Object given) throws InvalidException {
        String text = text(given);
        String bare = unquoted(text);
        String plain = bare.length() == text.strip().length() ? text : bare;
        return plain.equals("none") || plain.equals("None") ? null : plain;
    }

    private static BigDecimal decimal(String text) {
        BigDecimal number = text.length() > 400 ? null : new BigDecimal(text);
        if (number == null || Math.abs((long) number.scale()) > 400) {
            throw new NumberFormatException(text);
        }
        return number;
    }

    private static Object integer(FieldType type, Object given, long min, long max, long unset)
            throws InvalidException {
        if (given instanceof Boolean flag) {
            return flag ? 1L : 0L;
        }
        String text = text(given).strip().replace(",", "");
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
                : Double.parseDouble(text(given).strip());
        if (!Double.isFinite(number)) {
            throw wrong(type, given);
        }
        return number;
    }

    private static Object percent(Object given) throws InvalidException {
        String text = text(given).strip();
        return text.endsWith("%")
                ? (Object) decimal(text.substring(0, text.length() - 1).strip())
                        .movePointLeft(2)
                        .doubleValue()
                : number(FieldType.PERCENT, given);
    }

    private static Object flag(Object given) throws InvalidException {
        String text = text(given).strip().toLowerCase(Locale.ROOT);
        return List.of("true", "yes", "y", "1", "1.0").contains(text);
    }

    /** An amount, of US dollars where it names no currency; no rate of exchange is known here, so others stay as they are. */
    private static Object money(Object given) throws InvalidException {
        if (given instanceof Number number) {
            return plain(decimal(number.toString()));
        }
        String text = text(given);
        if (text.isBlank()) {
            return 0L;
        }
        Matcher m = MONEY.matcher(text);
        if (!m.matches()) {
            throw wrong(FieldType.NUMERIC, given);
        }
        BigDecimal amount = decimal(m.group(1).replace(",", ""));
        amount = switch (m.group(2)) {
            case "k", "K" -> amount.movePointRight(3);
            case "m", "M" -> amount.movePointRight(6);
            case "%" -> amount.movePointLeft(2);
            default -> amount;
        };
        String currency = m.group(3) == null ? "USD" : m.group(3).toUpperCase(Locale.ROOT);
        return currency.equals("USD")
                ? plain(amount)
                : amount.stripTrailingZeros().toPlainString() + " " + currency;
    }

    private static Object plain(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0 && number.precision() - number.scale() < 18
                ? (Object) number.longValueExact()
                : number.doubleValue();
    }

    /** A number as Java's own, of at most 26 digits before the point and 12 after it. */
    private static Object exact(Object given) throws InvalidException {
        BigDecimal number = bare(decimal(text(given).strip()));
        if (number.scale() > 12 || number.precision() - number.scale() > 26) {
            throw new InvalidException("%s has more than 26 digits before the point, or 12 after it".formatted(number));
        }
        return number;
    }

    private static BigDecimal bare(BigDecimal number) {
        BigDecimal bare = number.stripTrailingZeros();
        return bare.scale() < 0 ? bare.setScale(0) : bare;
    }

    private static Object duration(Object given) throws InvalidException {
        String text = text(given).strip();
        if (text.matches("\\d{1,10}")) {
            return Long.valueOf(text);
        }
        Matcher m = DURATION.matcher(text);
        if (text.isEmpty() || !m.matches()) {
            throw new InvalidException("\"%s\" is no duration such as 1d2h3m4s".formatted(text));
        }
        long[] seconds = {86_400, 3_600, 60, 1};
        long sum = 0;
        for (int i = 0; i < 4; i++) {
            sum += m.group(i + 1) == null ? 0 : Math.multiplyExact(Long.parseLong(m.group(i + 1)), seconds[i]);
        }
        return sum;
    }

    private static Object index(ModelField field, Object given) throws InvalidException {
        String text = text(given).strip().toUpperCase(Locale.ROOT);
        if (text.isEmpty()) {
            return 0L;
        }
        int index = field.values().indexOf(text);
        if (index < 0 && text.matches("\\d{1,9}(\\.0)?")) {
            index = (int) Double.parseDouble(text);
        }
        if (index < 0 || index >= field.values().size()) {
            throw new InvalidException("\"%s\" is none of %s".formatted(text, String.join(", ", field.values())));
        }
        return (long) index;
    }

    private static Object member(ModelField field, Object given) throws InvalidException {
        String text = text(given);
        if (!field.values().contains(text)) {
            throw new InvalidException("\"%s\" is none of %s".formatted(text, String.join(", ", field.values())));
        }
        return text;
    }

    private static Object structure(FieldType type, Object given) throws InvalidException {
        if (given instanceof Map
                || given instanceof Collection
                || given instanceof Number
                || given instanceof Boolean) {
            return given;
        }
        String text = text(given);
        try {
            return text.isBlank() ? Map.of() : parse(text);
        } catch (JsonProcessingException e) {
            throw wrong(type, given);
        }
    }

    private static Object map(FieldType type, Object given) throws InvalidException {
        Object structure = structure(type, given);
        if (!(structure instanceof Map)) {
            throw wrong(type, given);
        }
        return structure;
    }

    private static Object list(ModelField field, Object given) throws InvalidException {
        List<Object> values = new ArrayList<>();
        FieldType element = field.element() == null ? FieldType.STRING : field.element();
        for (Object one : elements(given)) {
            Object value = of(field, element, one);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private static List<Object> elements(Object given) throws InvalidException {
        if (given instanceof Collection<?> several) {
            List<Object> all = new ArrayList<>();
            several.forEach(one -> all.add(one == null ? "" : one));
            return all;
        }
        if (!(given instanceof String text)) {
            return List.of(given);
        }
        String bare = unquoted(text);
        String inner = bare.startsWith("[") && bare.endsWith("]") ? bare.substring(1, bare.length() - 1) : bare;
        if (bare.startsWith("[") && inner.indexOf('{') >= 0) {
            try {
                return JSON.readerForListOf(Object.class).readValue(bare);
            } catch (java.io.IOException e) {
                throw wrong(FieldType.LIST, given);
            }
        }
        return inner.isBlank()
                ? List.of()
                : Arrays.stream(inner.split(",", -1))
                        .<Object>map(FieldValues::unquoted)
                        .toList();
    }

    private static Object bytes(Object given) throws InvalidException {
        if (given instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        String text = text(given);
        try {
            if (text.length() % 4 != 0) {
                throw new IllegalArgumentException("Base64 is padded");
            }
            return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Object matching(FieldType type, String text, Pattern pattern, boolean mayBeEmpty)
            throws InvalidException {
        if (!(mayBeEmpty && text.isEmpty()) && !pattern.matcher(text).matches()) {
            throw wrong(type, text);
        }
        return text;
    }

    private static Object address(FieldType type, String text) throws InvalidException {
        if (text.equals("localhost")) {
            return "127.0.0.1";
        }
        if (!isAddress(text)) {
            throw wrong(type, text);
        }
        return text;
    }

    private static boolean isAddress(String text) {
        if (IPV4.matcher(text).matches()) {
            return true;
        }
        if (!IPV6.matcher(text).matches() || text.indexOf(':') < 0) {
            return false;
        }
        try {
            // Nothing is asked of the network: it is written as an address.
            return java.net.InetAddress.getByName(text).getHostAddress() != null;
        } catch (java.net.UnknownHostException e) {
            return false;
        }
    }

    private static Object port(Object given) throws InvalidException {
        long port = (Long) integer(FieldType.IP_PORT, given, 0, 65_535, UNSET_PORT);
        return port == 0 ? UNSET_PORT : port;
    }

    private static Object range(FieldType type, String text) throws InvalidException {
        String[] parts = text.split("/", 2);
        boolean isV4 = IPV4.matcher(parts[0]).matches();
        boolean isGood = isAddress(parts[0])
                && (parts.length == 1
                        || (parts[1].matches("\\d{1,3}") && Integer.parseInt(parts[1]) <= (isV4 ? 32 : 128)));
        if (!isGood) {
            throw wrong(type, text);
        }
        return text;
    }

    private static Object pair(Object given) throws InvalidException {
        List<Object> parts = given instanceof Collection<?> several
                ? new ArrayList<>(several)
                : given instanceof Number
                        ? List.of(0L, given)
                        : Arrays.asList((Object[]) text(given).split(":", -1));
        if (parts.size() != 2) {
            throw wrong(FieldType.HASH, given);
        }
        return List.of(
                integer(FieldType.I64, parts.get(0), 0, 4_294_967_295L, 0),
                integer(FieldType.I64, parts.get(1), 0, 4_294_967_295L, 0));
    }

    /** The column value of a JSON value. */
    static @Nullable Object column(ModelField field, @Nullable Object json) {
        if (json == null) {
            return null;
        }
        return switch (field.type()) {
            case ENUM -> field.values().get(((Long) json).intValue());
            case DATE -> Times.toDate(((Number) json).longValue());
            case DATETIME -> Times.toDateTime(((Number) json).longValue());
            case JAVA_DATE -> LocalDate.parse(json.toString());
            case JAVA_DATETIME -> LocalDateTime.parse(json.toString());
            case JAVA_DECIMAL -> new BigDecimal(json.toString());
            case JAVA_DURATION -> Duration.parse(json.toString()).toNanos();
            case OBJECT, LIST, DICT, JSON, YAML, MSGPACK, JAVA_JSON -> write(json);
            case BYTES -> Base64.getDecoder().decode(json.toString());
            case HASH -> ((List<?>) json).get(0) + ":" + ((List<?>) json).get(1);
            case NUMERIC -> String.valueOf(json);
            default -> json;
        };
    }

    /** JSON with its whole numbers as long as they are. */
    static Object parse(String text) throws JsonProcessingException {
        try {
            return JSON.readValue(text, Object.class);
        } catch (InputCoercionException e) {
            return LARGE.readValue(text, Object.class);
        }
    }

    /** The amount of US dollars that a value of money is, which it is compared by; none of another currency. */
    static @Nullable Double amount(@Nullable Object json) {
        return json instanceof Number number ? (Double) number.doubleValue() : null;
    }

    /**
     * What records that are there get in a new column: the default of the field, or what Java has for none. As it stands in a
     * schema; null for nothing.
     */
    static @Nullable String standing(ModelField field) {
        Object json = field.defaultValue();
        if (json == null && !field.isNullable()) {
            return switch (field.type()) {
                case JAVA_INT, JAVA_DECIMAL, JAVA_DURATION, I64, FLOAT -> "0";
                case BOOL -> "No";
                case STRING -> "";
                case JAVA_ENUM ->
                    field.values().isEmpty() ? null : field.values().get(0);
                default -> null;
            };
        }
        Object column = column(field, json);
        String text = column instanceof Boolean flag
                ? flag ? "Yes" : "No"
                : column instanceof LocalDateTime time
                        ? time.toLocalDate() + " " + time.toLocalTime().format(DateTimeFormatter.ISO_LOCAL_TIME)
                        : column == null || column instanceof byte[] ? null : String.valueOf(column);
        return text == null || text.length() > LONGEST_STANDING ? null : text;
    }

    private static String write(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a value that is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The JSON value of what a column holds. */
    static @Nullable Object fromColumn(ModelField field, @Nullable Object column) {
        if (column == null) {
            return switch (field.type()) {
                case DATE, DATETIME -> 0L;
                default -> null;
            };
        }
        return switch (field.type()) {
            case INT, I64, DURATION, IP_PORT, JAVA_INT -> ((Number) column).longValue();
            case FLOAT, PERCENT -> ((Number) column).doubleValue();
            case ENUM -> (long) Math.max(field.values().indexOf(column.toString()), 0);
            case DATE -> Times.ofDate((LocalDate) column);
            case DATETIME -> Times.ofDateTime((LocalDateTime) column);
            case JAVA_DATE, JAVA_DATETIME -> column.toString();
            case JAVA_DECIMAL -> bare((BigDecimal) column);
            case JAVA_DURATION ->
                Duration.ofNanos(((Number) column).longValue()).toString();
            case OBJECT, LIST, DICT, JSON, YAML, MSGPACK, JAVA_JSON -> read(column.toString());
            case BYTES -> Base64.getEncoder().encodeToString((byte[]) column);
            case HASH ->
                Arrays.stream(column.toString().split(":")).map(Long::valueOf).toList();
            case NUMERIC -> numeric(column.toString());
            default -> column;
        };
    }

    private static Object numeric(String text) {
        return text.matches("-?[0-9.E+-]+") ? plain(new BigDecimal(text)) : text;
    }

    private static @Nullable Object read(String text) {
        try {
            return parse(text);
        } catch (JsonProcessingException e) {
            return text;
        }
    }
}
