package org.carrack.runtime.data.internal.type;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.carrack.runtime.data.internal.type.ColumnType.Kind;

/**
 * The data types that there are: Adapt's thirty-three, and those of the table {@code data_type} that are based on others.
 * Immutable.
 *
 * @param based what each of the others is based on, by its name in lower case
 */
public record DataTypes(Map<String, String> based) {

    /** The names of the types that need no other, in the order of Adapt's manual. */
    public static final List<String> BUILT_IN = List.of(
            "tinyint",
            "smallint",
            "mediumint",
            "int",
            "integer",
            "bigint",
            "serial",
            "bit",
            "boolean",
            "bool",
            "float",
            "double",
            "decimal",
            "char",
            "binary",
            "varchar",
            "varbinary",
            "tinyblob",
            "blob",
            "mediumblob",
            "longblob",
            "tinytext",
            "text",
            "mediumtext",
            "longtext",
            "enum",
            "set",
            "year",
            "date",
            "time",
            "datetime",
            "timestamp");

    /** As Adapt's own table of types spells one of them. */
    private static final Map<String, String> MISSPELT = Map.of("meduimint", "mediumint");

    private static final int MOST_DIGITS = 65;
    private static final int LONGEST = 1_000_000;
    private static final int DEFAULT_LENGTH = 255;

    /** What stands for a globally unique identifier, where the table of types does not say otherwise. */
    private static final Map<String, String> GUID = Map.of("guid", "varchar(256)");

    /** Those that need no other, and guid. */
    public static final DataTypes STANDARD = new DataTypes(GUID);

    public DataTypes {
        Map<String, String> all = new HashMap<>(GUID);
        all.putAll(based);
        based = Map.copyOf(all);
    }

    /** The same with more. */
    public DataTypes with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(based);
        all.putAll(more);
        return new DataTypes(all);
    }

    /** Whether every server has that type, by the name it is written with. */
    public static boolean isBuiltIn(String name) {
        return BUILT_IN.contains(name);
    }

    /** The names of all. */
    public Set<String> names() {
        Set<String> names = new HashSet<>(BUILT_IN);
        names.addAll(based.keySet());
        return names;
    }

    /**
     * The column for a type.
     *
     * @param text as it is written: {@code varchar}, {@code enum('A', 'B')}
     * @param maxLength how long a text may be, where the type itself does not say; 0 for no word of it
     * @param isSigned whether whole numbers may be below nought
     * @throws UnfitValueException if there is no such type, or what stands in its brackets is none of it
     */
    public ColumnType resolve(String text, int maxLength, boolean isSigned) throws UnfitValueException {
        Set<String> seen = new HashSet<>();
        TypeText type = TypeText.of(text);
        while (true) {
            String name = MISSPELT.getOrDefault(type.name(), type.name());
            if (BUILT_IN.contains(name)) {
                return column(name, type.arguments(), maxLength, isSigned);
            }
            String base = based.get(name);
            if (base == null) {
                throw new UnfitValueException(
                        "nobody defines it; the types are those of the table data_type, so a package that adds it may be missing in depends_on");
            }
            if (!seen.add(name)) {
                throw new UnfitValueException("it is based on itself");
            }
            type = TypeText.of(base);
        }
    }

    private static ColumnType column(String name, List<String> arguments, int maxLength, boolean isSigned)
            throws UnfitValueException {
        return switch (name) {
            case "tinyint" -> ColumnType.integer(8, isSigned);
            case "smallint" -> ColumnType.integer(16, isSigned);
            case "mediumint" -> ColumnType.integer(24, isSigned);
            case "int", "integer" -> ColumnType.integer(32, isSigned);
            case "bigint" -> ColumnType.integer(64, isSigned);
            case "serial" -> ColumnType.integer(64, true).serial();
            case "bit" -> bits(number(arguments, 0, 1, 64));
            case "boolean", "bool" -> ColumnType.of(Kind.BOOLEAN);
            case "float" -> floating(arguments, 24);
            case "double" -> floating(arguments, 0);
            case "decimal" -> decimal(arguments);
            case "char" -> sized(Kind.TEXT, arguments, maxLength, 1);
            case "varchar" -> sized(Kind.TEXT, arguments, maxLength, DEFAULT_LENGTH);
            case "binary" -> sized(Kind.BINARY, arguments, maxLength, 1);
            case "varbinary" -> sized(Kind.BINARY, arguments, maxLength, DEFAULT_LENGTH);
            case "tinyblob" -> ColumnType.sized(Kind.BINARY, 255);
            case "blob", "mediumblob", "longblob" -> ColumnType.of(Kind.BINARY);
            case "tinytext" -> ColumnType.sized(Kind.TEXT, 255);
            case "text", "mediumtext", "longtext" -> ColumnType.of(Kind.TEXT);
            case "enum" -> members(Kind.ENUM, arguments);
            case "set" -> members(Kind.SET, arguments);
            case "year" -> ColumnType.of(Kind.YEAR);
            case "date" -> ColumnType.of(Kind.DATE);
            case "time" -> ColumnType.of(Kind.TIME);
            default -> ColumnType.of(Kind.DATETIME);
        };
    }

    private static ColumnType bits(int count) {
        return count == 1 ? ColumnType.of(Kind.BOOLEAN) : ColumnType.integer(count, false);
    }

    /** {@code float(p)} is single up to 24 binary digits; {@code float(m,d)} has a fixed number of digits. */
    private static ColumnType floating(List<String> arguments, int singleUpTo) throws UnfitValueException {
        if (arguments.size() == 2) {
            return decimal(arguments);
        }
        boolean isSingle = !arguments.isEmpty() && number(arguments, 0, 0, 53) <= singleUpTo;
        return ColumnType.of(isSingle ? Kind.REAL : Kind.DOUBLE);
    }

    private static ColumnType decimal(List<String> arguments) throws UnfitValueException {
        int precision = number(arguments, 0, 10, MOST_DIGITS);
        int scale = number(arguments, 1, 0, Math.min(precision, 30));
        return ColumnType.decimal(precision, scale);
    }

    private static ColumnType sized(Kind kind, List<String> arguments, int maxLength, int otherwise)
            throws UnfitValueException {
        int length = number(arguments, 0, maxLength > 0 ? maxLength : otherwise, LONGEST);
        if (length < 1) {
            throw new UnfitValueException("its length must be 1 or more");
        }
        if (length > LONGEST) {
            throw new UnfitValueException("its length must be at most %,d; use text or blob".formatted(LONGEST));
        }
        return ColumnType.sized(kind, length);
    }

    private static int number(List<String> arguments, int index, int otherwise, int most) throws UnfitValueException {
        if (arguments.size() <= index) {
            return otherwise;
        }
        String text = arguments.get(index);
        if (!text.matches("\\d{1,9}") || new BigInteger(text).compareTo(BigInteger.valueOf(most)) > 0) {
            throw new UnfitValueException("%s in its bracket must be a whole number up to %d".formatted(text, most));
        }
        return Integer.parseInt(text);
    }

    private static ColumnType members(Kind kind, List<String> members) throws UnfitValueException {
        if (members.isEmpty()) {
            throw new UnfitValueException("it names no values; write %s('A', 'B')"
                    .formatted(kind.name().toLowerCase(Locale.ROOT)));
        }
        Set<String> seen = new HashSet<>();
        for (String member : members) {
            if (!seen.add(member)) {
                throw new UnfitValueException("it names the value %s twice".formatted(member));
            }
            if (kind == Kind.SET && member.contains(",")) {
                throw new UnfitValueException("a value of a set cannot hold a comma, as %s does".formatted(member));
            }
        }
        return ColumnType.members(kind, members);
    }
}
