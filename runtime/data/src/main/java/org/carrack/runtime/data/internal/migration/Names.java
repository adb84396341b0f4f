package org.carrack.runtime.data.internal.migration;

import java.nio.charset.StandardCharsets;
import org.carrack.runtime.data.internal.schema.Digest;

/** Names of constraints and indexes: made of what they are for, so that they are known without asking. */
final class Names {

    private static final int LONGEST = 63;

    private Names() {}

    static String key(String table) {
        return name("pk", table, "");
    }

    static String unique(String table, String field) {
        return name("uq", table, field);
    }

    static String check(String table, String field) {
        return name("ck", table, field);
    }

    static String reference(String table, String field) {
        return name("fk", table, field);
    }

    static String index(String table, String field) {
        return name("ix", table, field);
    }

    /** What a field or table is called between its removal and its end. */
    static String removed(String name) {
        return name("carrack_removed", name, "");
    }

    private static String name(String prefix, String table, String field) {
        String readable = field.isEmpty() ? table : table + "_" + field;
        String name = prefix + "_" + Digest.of(table + "\0" + field).substring(0, 8) + "_" + readable;
        while (name.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
        }
        return name;
    }
}
