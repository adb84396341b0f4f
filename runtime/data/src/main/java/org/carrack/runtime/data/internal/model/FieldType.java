package org.carrack.runtime.data.internal.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The types of fields: those of ThreeBot's language, with their codes, and those that only Java records have. */
public enum FieldType {
    STRING("string", "text", "s", "str", "string"),
    INT("int", "int", "i", "int", "integer"),
    I64("i64", "bigint", "i64", "int64"),
    FLOAT("float", "double", "f", "float"),
    BOOL("bool", "boolean", "b", "bool", "boolean"),
    PERCENT("percent", "double", "p", "perc", "percent"),
    NUMERIC("numeric", "text", "n", "numeric"),
    DATE("date", "date", "d", "date"),
    DATETIME("datetime", "datetime", "t", "datetime"),
    DURATION("duration", "bigint", "duration"),
    ENUM("enum", "enum", "e", "enum", "enumeration"),
    OBJECT("jsxobject", "longtext", "o", "jsxobject"),
    LIST("list", "longtext", "l", "list"),
    DICT("dict", "longtext", "dict"),
    JSON("json", "longtext", "json"),
    YAML("yaml", "longtext", "yaml"),
    MSGPACK("msgpack", "longtext", "msgpack"),
    BYTES("bytes", "longblob", "bytes", "bin", "binary", "capnpbin", "cbin"),
    MULTILINE("multiline", "longtext", "multiline"),
    EMAIL("email", "text", "email"),
    IP_ADDRESS("ipaddr", "text", "ipaddr", "ipaddress"),
    IP_PORT("ipport", "int", "ipport", "tcpport"),
    IP_RANGE("iprange", "text", "iprange"),
    TEL("tel", "text", "tel", "mobile"),
    URL("url", "text", "url", "u"),
    GUID("guid", "text", "guid"),
    PATH("path", "text", "path"),
    HASH("h", "text", "h", "set"),

    JAVA_ENUM("enum", "enum"),
    JAVA_DATE("date", "date"),
    JAVA_DATETIME("datetime", "datetime"),
    JAVA_INT("int", "int"),
    JAVA_DECIMAL("decimal", "decimal(38,12)"),
    JAVA_DURATION("duration", "bigint"),
    JAVA_JSON("json", "longtext");

    private final String shown;
    private final String column;
    private final String codes;

    FieldType(String shown, String column, String... codes) {
        this.shown = shown;
        this.column = column;
        this.codes = " " + String.join(" ", codes) + " ";
    }

    /** The type of a code, in either case. */
    static Optional<FieldType> ofCode(String code) {
        return Arrays.stream(values())
                .filter(type -> type.codes.contains(" " + code.toLowerCase(Locale.ROOT) + " "))
                .findFirst();
    }

    /** Its name, as ThreeBot's own tools show it. */
    public String shown() {
        return shown;
    }

    /** The data type of its column; of an enumeration without the values. */
    String column() {
        return column;
    }

    /** Whether its column can have an index. */
    boolean canBeIndexed() {
        return switch (this) {
            case OBJECT, LIST, DICT, JSON, YAML, MSGPACK, BYTES, MULTILINE, JAVA_JSON -> false;
            default -> true;
        };
    }
}
