package org.carrack.runtime.data.internal.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.config.SourceLocation;

/**
 * What a package wants of the database. Immutable.
 *
 * @param tables the tables and fields to have, and the records to have in them, in the order of the document
 * @param removals what is to go
 * @param digest identifies it
 * @param warnings what is odd in it
 */
public record SchemaRequest(List<Table> tables, List<Removal> removals, String digest, List<String> warnings) {

    public SchemaRequest {
        tables = List.copyOf(tables);
        removals = List.copyOf(removals);
        warnings = List.copyOf(warnings);
    }

    /**
     * A table, or some fields or records of one.
     *
     * @param isDated whether it has the date fields too, if it is new
     */
    public record Table(
            String name, List<RequestedField> fields, List<Row> records, boolean isDated, SourceLocation location) {
        public Table {
            fields = List.copyOf(fields);
            records = List.copyOf(records);
        }
    }

    /** A field and where it stands. */
    public record RequestedField(Field field, SourceLocation location) {}

    /** A record: its values by their fields. */
    public record Row(Map<String, Value> values, SourceLocation location) {
        public Row {
            values = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(values));
        }
    }

    /**
     * A value of a record.
     *
     * @param text what it is, if it is not looked up
     * @param lookup where it is looked up
     */
    public record Value(String text, Optional<Lookup> lookup, SourceLocation location) {}

    /** The key of the one record of a table that has these values. */
    public record Lookup(String table, Map<String, String> where) {
        public Lookup {
            where = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(where));
        }
    }

    /** What goes of a table: fields, and records. */
    public record Removal(String table, List<Named> fields, List<Row> records, SourceLocation location) {
        public Removal {
            fields = List.copyOf(fields);
            records = List.copyOf(records);
        }
    }

    /** A name and where it stands. */
    public record Named(String name, SourceLocation location) {}
}
