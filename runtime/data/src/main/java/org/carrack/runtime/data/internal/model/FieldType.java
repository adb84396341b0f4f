package org.carrack.runtime.data.internal.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The types of fields: those of ThreeBot's language, with their codes, and those that only Java records have. */
public enum FieldType {
    STRING(new TextCodec(), "string", "text", "s", "str", "string"),
    INT(new NumberCodec(), "int", "int", "i", "int", "integer"),
    I64(new NumberCodec(), "i64", "bigint", "i64", "int64"),
    FLOAT(new NumberCodec(), "float", "double", "f", "float"),
    BOOL(new NumberCodec(), "bool", "boolean", "b", "bool", "boolean"),
    PERCENT(new NumberCodec(), "percent", "double", "p", "perc", "percent"),
    NUMERIC(new MoneyCodec(), "numeric", "text", "n", "numeric"),
    DATE(new TimeCodec(), "date", "date", "d", "date"),
    DATETIME(new TimeCodec(), "datetime", "datetime", "t", "datetime"),
    DURATION(new TimeCodec(), "duration", "bigint", "duration"),
    ENUM(new EnumCodec(), "enum", "enum", "e", "enum", "enumeration"),
    OBJECT(new StructureCodec(), "jsxobject", "longtext", "o", "jsxobject"),
    LIST(new StructureCodec(), "list", "longtext", "l", "list"),
    DICT(new StructureCodec(), "dict", "longtext", "dict"),
    JSON(new StructureCodec(), "json", "longtext", "json"),
    YAML(new StructureCodec(), "yaml", "longtext", "yaml"),
    MSGPACK(new StructureCodec(), "msgpack", "longtext", "msgpack"),
    BYTES(new BinaryCodec(), "bytes", "longblob", "bytes", "bin", "binary", "capnpbin", "cbin"),
    MULTILINE(new TextCodec(), "multiline", "longtext", "multiline"),
    EMAIL(new FormCodec(), "email", "text", "email"),
    IP_ADDRESS(new FormCodec(), "ipaddr", "text", "ipaddr", "ipaddress"),
    IP_PORT(new NumberCodec(), "ipport", "int", "ipport", "tcpport"),
    IP_RANGE(new FormCodec(), "iprange", "text", "iprange"),
    TEL(new FormCodec(), "tel", "text", "tel", "mobile"),
    URL(new FormCodec(), "url", "text", "url", "u"),
    GUID(new FormCodec(), "guid", "text", "guid"),
    PATH(new TextCodec(), "path", "text", "path"),
    HASH(new BinaryCodec(), "h", "text", "h", "set"),

    JAVA_ENUM(new EnumCodec(), "enum", "enum"),
    JAVA_DATE(new TimeCodec(), "date", "date"),
    JAVA_DATETIME(new TimeCodec(), "datetime", "datetime"),
    JAVA_INT(new NumberCodec(), "int", "int"),
    JAVA_DECIMAL(new NumberCodec(), "decimal", "decimal(38,12)"),
    JAVA_DURATION(new TimeCodec(), "duration", "bigint"),
    JAVA_JSON(new StructureCodec(), "json", "longtext");

    @SuppressWarnings("ImmutableEnumChecker") // codecs are stateless
    private final ValueCodec codec;

    private final String shown;
    private final String column;
    private final String codes;

    FieldType(ValueCodec codec, String shown, String column, String... codes) {
        this.codec = codec;
        this.shown = shown;
        this.column = column;
        this.codes = " " + String.join(" ", codes) + " ";
    }

    /** What reads and writes its values. */
    ValueCodec codec() {
        return codec;
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
