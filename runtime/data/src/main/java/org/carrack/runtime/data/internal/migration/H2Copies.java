package org.carrack.runtime.data.internal.migration;

import static org.carrack.runtime.data.internal.sql.Dialect.quote;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carrack.runtime.data.internal.sql.Rows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what H2 has left of a table that was being changed when its process was killed. H2 copies such a table to another, called
 * {@code <table>_COPY_<n>_<n>}, drops the first and renames the copy, each step for itself.
 */
final class H2Copies {

    private static final Logger LOG = LoggerFactory.getLogger(H2Copies.class);

    private static final Pattern COPY = Pattern.compile("(.+)_COPY_\\d+_\\d+");

    private H2Copies() {}

    /** For the tables of the dictionary, before anything else is done with them. */
    static void end(Connection connection) throws SQLException {
        for (String copy : Rows.texts(
                connection,
                "select table_name from information_schema.tables where table_schema = current_schema and table_name like '%_COPY_%' and table_name not in (select table_name from carrack_field)")) {
            Matcher m = COPY.matcher(copy);
            if (m.matches()) {
                end(connection, copy, m.group(1));
            }
        }
    }

    private static void end(Connection connection, String copy, String table) throws SQLException {
        boolean isKnown = !Rows.texts(
                        connection, "select table_name from carrack_field where table_name = ? limit 1", table)
                .isEmpty();
        if (isKnown) {
            boolean isThere = !Rows.texts(connection, Step.isThere(table, "")).isEmpty();
            LOG.warn("the table {} was being changed when the server was killed", table);
            String sql = isThere
                    ? "drop table %s cascade".formatted(quote(copy))
                    : "alter table %s rename to %s".formatted(quote(copy), quote(table));
            Rows.run(connection, sql, List.of());
        }
    }
}
