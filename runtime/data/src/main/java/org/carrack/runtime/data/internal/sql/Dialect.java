package org.carrack.runtime.data.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** The databases that are spoken to. Most of what is said is standard SQL that both understand. */
public enum Dialect {
    H2,
    POSTGRESQL;

    /** The one at the other end. */
    public static Dialect of(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals("H2") ? H2 : POSTGRESQL;
    }

    /** Whether a statement that changes tables ends the transaction, so that it cannot be rolled back. */
    public boolean commitsDdl() {
        return this == H2;
    }

    /** A name as it stands in a statement, whatever is in it. */
    public static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text as it stands in a statement if none can be bound: in a default or a check. */
    public static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
