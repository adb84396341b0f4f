package org.carrack.runtime.data.internal.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Lookup;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Named;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Removal;
import org.carrack.runtime.data.internal.schema.SchemaRequest.RequestedField;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Row;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Table;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Value;
import org.carrack.runtime.data.internal.type.TypeText;
import org.carrack.runtime.data.internal.type.UnfitValueException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tag {@code schema}: Adapt's {@code <schema>} with {@code <add>} and {@code <remove>}, or the same as tables of
 * TOML ({@code [[schema.add.table]]}, {@code [[schema.add.table.field]]}, {@code [[schema.add.table.record]]}).
 */
public final class SchemaReader {

    /** What the names of the server's own tables begin with. */
    public static final String RESERVED = "carrack_";

    /** Columns that PostgreSQL and H2 have in every table, and that no table can declare. */
    private static final List<String> OF_DATABASES =
            List.of("_rowid_", "cmax", "cmin", "ctid", "tableoid", "xmax", "xmin");

    private static final int LONGEST_NAME = 63;

    /** How much of a long text is in an index, if nothing is said. */
    private static final int INDEXED = 255;

    private static final Pattern WHERE = Pattern.compile("where[-_](.+)[-_]is");

    private static final Set<String> FIELD_KEYS = Set.of(
            "name",
            "data_type",
            "max_length",
            "key",
            "referenced_table_name",
            "referenced_field_name",
            "auto_increment",
            "nullable",
            "signed",
            "unique",
            "index",
            "index_size",
            "timestamp",
            "default_value",
            "allowed_values",
            "lookup_table",
            "label",
            "placeholder_label",
            "description",
            "depends_on_table_name",
            "depends_on_field_name",
            "depends_on_value");

    private final List<String> warnings = new ArrayList<>();

    private SchemaReader() {}

    /**
     * Reads one.
     *
     * @throws ConfigException if it is none
     */
    public static SchemaRequest read(ConfigTag schema) throws ConfigException {
        return new SchemaReader().schema(schema);
    }

    private SchemaRequest schema(ConfigTag schema) throws ConfigException {
        List<Table> tables = new ArrayList<>();
        List<Removal> removals = new ArrayList<>();
        for (ConfigTag part : schema.children()) {
            if (!part.isNamed("add") && !part.isNamed("remove")) {
                throw part.refuse("a schema has <add> and <remove>, not <%s>".formatted(part.name()));
            }
            for (ConfigTag table : part.children()) {
                if (!table.isNamed("table")) {
                    throw table.refuse("<%s> has tables, not <%s>".formatted(part.name(), table.name()));
                }
                if (part.isNamed("add")) {
                    tables.add(table(table));
                } else {
                    removals.add(removal(table));
                }
            }
        }
        return new SchemaRequest(tables, removals, Digest.of(schema), warnings);
    }

    private Table table(ConfigTag tag) throws ConfigException {
        String name = name(tag, "table");
        List<RequestedField> fields = new ArrayList<>();
        List<Row> records = new ArrayList<>();
        for (ConfigTag child : tag.children()) {
            if (child.isNamed("field")) {
                Field field = field(child);
                if (fields.stream().anyMatch(f -> f.field().name().equalsIgnoreCase(field.name()))) {
                    throw child.refuse("the field %s.%s is there twice".formatted(name, field.name()));
                }
                fields.add(new RequestedField(field, child.location()));
            } else if (child.isNamed("record")) {
                records.add(record(child));
            } else if (!child.isNamed("name")) {
                throw child.refuse("a table has fields and records, not <%s>".formatted(child.name()));
            }
        }
        return new Table(name, fields, records, true, tag.location());
    }

    private Removal removal(ConfigTag tag) throws ConfigException {
        String name = name(tag, "table");
        List<Named> fields = new ArrayList<>();
        List<Row> records = new ArrayList<>();
        for (ConfigTag child : tag.children()) {
            if (child.isNamed("field")) {
                fields.add(new Named(name(child, "field"), child.location()));
            } else if (child.isNamed("record")) {
                Row record = record(child);
                if (record.values().isEmpty()) {
                    throw child.refuse("a record to remove must say which: <record><name>…</name></record>");
                }
                records.add(record);
            } else if (!child.isNamed("name")) {
                throw child.refuse("of a table fields and records are removed, not <%s>".formatted(child.name()));
            }
        }
        return new Removal(name, fields, records, tag.location());
    }

    private static String name(ConfigTag tag, String what) throws ConfigException {
        String name = text(tag, "name").map(String::strip).orElse("");
        ConfigTag at = tag.child("name").orElse(tag);
        if (name.isEmpty()) {
            throw at.refuse("a %s needs a name".formatted(what));
        }
        if (name.indexOf('\0') >= 0 || name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw at.refuse("the name of the %s %s is longer than %d bytes, which is what databases take"
                    .formatted(what, name.replace("\0", ""), LONGEST_NAME));
        }
        if (OF_DATABASES.contains(name.toLowerCase(Locale.ROOT)) && what.equals("field")) {
            throw at.refuse(
                    "databases have a column %s of their own in every table (these are: %s); call the field otherwise"
                            .formatted(name, String.join(", ", OF_DATABASES)));
        }
        if (name.toLowerCase(Locale.ROOT).startsWith(RESERVED)) {
            throw at.refuse("names that begin with %s are the server's own; call the %s %s otherwise"
                    .formatted(RESERVED, what, name));
        }
        return name;
    }

    /** The first child of that name as text; nothing if it is not there or empty. */
    private static Optional<String> text(ConfigTag tag, String name) {
        return tag.child(name).flatMap(ConfigTag::value).map(String::valueOf).filter(t -> !t.isEmpty());
    }

    private static @Nullable String orNull(ConfigTag tag, String name) {
        return text(tag, name).orElse(null);
    }

    private boolean flag(ConfigTag tag, String name, boolean otherwise) {
        String text = text(tag, name).orElse("").strip().toLowerCase(Locale.ROOT);
        if (Set.of("yes", "true", "1").contains(text)) {
            return true;
        }
        if (Set.of("no", "false", "0").contains(text)) {
            return false;
        }
        if (!text.isEmpty()) {
            warn(tag, "%s must be Yes or No, not %s; %s counts".formatted(name, text, otherwise ? "Yes" : "No"));
        }
        return otherwise;
    }

    private static int number(ConfigTag tag, String name, int otherwise) throws ConfigException {
        Optional<String> text = text(tag, name).map(String::strip);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.get().matches("\\d{1,9}")) {
            throw tag.child(name)
                    .orElse(tag)
                    .refuse("%s of the field %s must be a whole number, not %s"
                            .formatted(name, text(tag, "name").orElse(""), text.get()));
        }
        return Integer.parseInt(text.get());
    }

    private void warn(ConfigTag tag, String warning) {
        warnings.add(tag.location() + ": " + warning);
    }

    private Field field(ConfigTag tag) throws ConfigException {
        String name = name(tag, "field");
        for (ConfigTag child : tag.children()) {
            if (FIELD_KEYS.stream().noneMatch(child::isNamed)) {
                warn(child, "%s is nothing that the field %s could have; it is ignored".formatted(child.name(), name));
            }
        }
        String type = text(tag, "data_type")
                .map(String::strip)
                .orElseThrow(() -> tag.refuse("the field %s has no data type".formatted(name)));
        String key = text(tag, "key").orElse("").strip().toLowerCase(Locale.ROOT);
        boolean isForeign = key.equals("foreign");
        boolean isPrimary = key.equals("primary");
        if (!key.isEmpty() && !isForeign && !isPrimary && !key.equals("no")) {
            warn(tag, "key must be primary or foreign, not %s; it is ignored".formatted(key));
        }
        String referenced = isForeign ? orNull(tag, "referenced_table_name") : null;
        if (isForeign && referenced == null) {
            throw tag.refuse(
                    "the foreign key %s does not say to which table; add referenced-table-name".formatted(name));
        }
        int indexSize = number(tag, "index_size", INDEXED);
        return new Field(
                name,
                type,
                number(tag, "max_length", 0),
                isPrimary,
                referenced,
                isForeign ? orNull(tag, "referenced_field_name") : null,
                flag(tag, "auto_increment", false),
                flag(tag, "nullable", true) && !isPrimary,
                flag(tag, "signed", false),
                // Adapt since 2.0.6
                flag(tag, "unique", false) || name.equals("name"),
                flag(tag, "index", false) ? indexSize : Field.NO_INDEX,
                flag(tag, "timestamp", false),
                orNull(tag, "default_value"),
                allowedValues(tag, type, name),
                new Field.Texts(
                        orNull(tag, "label"),
                        orNull(tag, "placeholder_label"),
                        orNull(tag, "description"),
                        orNull(tag, "lookup_table"),
                        orNull(tag, "depends_on_table_name"),
                        orNull(tag, "depends_on_field_name"),
                        orNull(tag, "depends_on_value")));
    }

    private static @Nullable String allowedValues(ConfigTag tag, String type, String name) throws ConfigException {
        try {
            TypeText text = TypeText.of(type);
            if (text.name().equals("enum") || text.name().equals("set")) {
                return JsonText.array(text.arguments());
            }
        } catch (UnfitValueException e) {
            throw tag.refuse(
                    "the data type %s of the field %s cannot be used: %s".formatted(type, name, e.getMessage()));
        }
        Optional<ConfigTag> given = tag.child("allowed_values");
        if (given.isPresent() && !given.get().children().isEmpty()) {
            return JsonText.array(given.get().children().stream()
                    .map(value -> String.valueOf(value.value().orElse("")))
                    .toList());
        }
        return orNull(tag, "allowed_values");
    }

    private static Row record(ConfigTag tag) throws ConfigException {
        Map<String, Value> values = new LinkedHashMap<>();
        for (ConfigTag child : tag.children()) {
            values.putIfAbsent(child.name(), value(child));
        }
        return new Row(values, tag.location());
    }

    private static Value value(ConfigTag tag) throws ConfigException {
        SourceLocation at = tag.location();
        Optional<String> table = text(tag, "get_from").map(String::strip);
        if (table.isEmpty()) {
            return new Value(String.valueOf(tag.value().orElse("")), Optional.empty(), at);
        }
        Map<String, String> where = new LinkedHashMap<>();
        for (ConfigTag condition : tag.children()) {
            Matcher m = WHERE.matcher(condition.name());
            if (m.matches()) {
                where.put(
                        m.group(1).replace('-', '_'),
                        String.valueOf(condition.value().orElse("")));
            } else if (!condition.isNamed("get_from")) {
                throw condition.refuse("a lookup has get-from and where-…-is, not %s".formatted(condition.name()));
            }
        }
        if (where.isEmpty()) {
            throw tag.refuse("the lookup of %s in %s does not say which record; add where-name-is=\"…\""
                    .formatted(tag.name(), table.get()));
        }
        return new Value("", Optional.of(new Lookup(table.get(), where)), at);
    }
}
