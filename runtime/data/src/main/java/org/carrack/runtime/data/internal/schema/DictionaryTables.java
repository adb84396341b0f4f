package org.carrack.runtime.data.internal.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.carrack.runtime.data.internal.sql.Rows;
import org.carrack.runtime.data.internal.type.DataTypes;

/**
 * The dictionary in the database: Adapt's tables {@code data_type}, {@code field} and {@code bundle_version}. What Adapt's
 * {@code field} has no column for, the whole type and the index, is in {@code carrack_field}.
 */
public final class DictionaryTables {

    /** To whom the tables of the dictionary belong. */
    public static final String OWNER = "adapt";

    private static final String TYPES =
            "select name, based_on_data_type from data_type where based_on_data_type is not null";

    private static final String FIELDS = """
            select f.table_name, f.field_name, f.bundle_name, c.data_type, c.index_size, f.max_length, f.primary_key,
              f.referenced_table_name, f.referenced_field_name, f.auto_increment, f.nullable, f.signed, f.unique_value,
              f."timestamp", f.default_value, f.allowed_values, f.label, f.placeholder_label, f.description,
              f.lookup_table, f.depends_on_table_name, f.depends_on_field_name, f.depends_on_value
            from field f join carrack_field c on c.table_name = f.table_name and c.field_name = f.field_name
            where f.date_deleted is null order by f.field_id""";

    private DictionaryTables() {}

    /** What is there now; the standard types alone if there is no dictionary yet. */
    public static Dictionary load(Connection connection) throws SQLException {
        if (!exists(connection)) {
            return new Dictionary(DataTypes.STANDARD);
        }
        Map<String, String> types = new HashMap<>();
        Rows.all(connection, TYPES, List.of(), row -> {
            String base = row.getString(2);
            if (!base.isBlank() && !DataTypes.BUILT_IN.contains(row.getString(1))) {
                types.put(row.getString(1).toLowerCase(java.util.Locale.ROOT), base);
            }
            return base;
        });
        Dictionary dictionary = new Dictionary(DataTypes.STANDARD.with(types));
        Rows.all(connection, FIELDS, List.of(), row -> {
            dictionary.put(row.getString(1), field(row), row.getString(3));
            return row.getString(2);
        });
        return dictionary;
    }

    /** Whether there is a dictionary. */
    public static boolean exists(Connection connection) throws SQLException {
        return Rows.hasTable(connection, "field");
    }

    private static Field field(ResultSet row) throws SQLException {
        return new Field(
                row.getString(2),
                row.getString(4),
                row.getInt(6),
                isYes(row, 7),
                row.getString(8),
                row.getString(9),
                isYes(row, 10),
                isYes(row, 11),
                isYes(row, 12),
                isYes(row, 13),
                row.getInt(5),
                isYes(row, 14),
                row.getString(15),
                row.getString(16),
                new Field.Texts(
                        row.getString(17),
                        row.getString(18),
                        row.getString(19),
                        row.getString(20),
                        row.getString(21),
                        row.getString(22),
                        row.getString(23)));
    }

    private static boolean isYes(ResultSet row, int column) throws SQLException {
        return "Yes".equals(row.getString(column));
    }
}
