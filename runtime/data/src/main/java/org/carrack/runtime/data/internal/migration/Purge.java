package org.carrack.runtime.data.internal.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.data.internal.schema.Dictionary;
import org.carrack.runtime.data.internal.schema.Dictionary.OwnedField;
import org.carrack.runtime.data.internal.schema.Digest;
import org.carrack.runtime.data.internal.schema.Field;
import org.carrack.runtime.data.internal.schema.SchemaRequest;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Named;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Removal;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Row;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Value;
import org.carrack.runtime.data.internal.sql.Rows;

/** The removal of all that a package has brought. */
final class Purge {

    private static final String RECORDS = """
            select table_name, record_key from carrack_record r where package = ? and not exists (
              select 1 from carrack_record o
              where o.table_name = r.table_name and o.record_key = r.record_key and o.package <> r.package)""";

    private Purge() {}

    /** Its fields, its tables, and its named records in tables of others, but for those that others bring too. */
    static SchemaRequest of(Connection connection, String packageName, Dictionary there) throws SQLException {
        SourceLocation at = new SourceLocation(packageName, 0, 0);
        Map<String, List<Row>> records = new HashMap<>();
        Rows.all(connection, RECORDS, List.of(packageName), row -> {
            Value name = new Value(row.getString(2), Optional.empty(), at);
            return records.computeIfAbsent(row.getString(1), t -> new ArrayList<>())
                    .add(new Row(Map.of("name", name), at));
        });
        List<Removal> removals = new ArrayList<>();
        // What refers to others first.
        List<String> tables = inOrder(there);
        for (String table : tables) {
            List<Named> fields = there.fields(table).stream()
                    .filter(field -> field.owner().equals(packageName))
                    .map(field -> new Named(field.field().name(), at))
                    .toList();
            List<Row> itsRecords = fields.isEmpty() ? records.getOrDefault(table, List.of()) : List.of();
            if (!fields.isEmpty() || !itsRecords.isEmpty()) {
                removals.add(new Removal(table, fields, itsRecords, at));
            }
        }
        return new SchemaRequest(List.of(), removals, Digest.of(packageName), List.of());
    }

    private static List<String> inOrder(Dictionary there) {
        List<String> ordered = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        there.tables().forEach(table -> visit(table, there, seen, ordered));
        return ordered;
    }

    private static void visit(String table, Dictionary there, Set<String> seen, List<String> ordered) {
        if (seen.add(table)) {
            for (String other : there.tables()) {
                if (there.fields(other).stream()
                        .map(OwnedField::field)
                        .map(Field::referencedTable)
                        .anyMatch(table::equals)) {
                    visit(other, there, seen, ordered);
                }
            }
            ordered.add(table);
        }
    }
}
