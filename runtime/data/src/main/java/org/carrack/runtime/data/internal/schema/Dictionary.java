package org.carrack.runtime.data.internal.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carrack.runtime.data.internal.type.ColumnType;
import org.carrack.runtime.data.internal.type.DataTypes;
import org.carrack.runtime.data.internal.type.UnfitValueException;
import org.jspecify.annotations.Nullable;

/**
 * Which tables and fields there are, and whose they are, at one moment. {@link DictionaryTables} keeps it in the database.
 *
 * <p>Changed by one thread at a time: a plan works on a copy.
 */
public final class Dictionary {

    private final Map<String, Map<String, OwnedField>> tables = new LinkedHashMap<>();
    private DataTypes types;

    /** A field and the package that added it. */
    public record OwnedField(Field field, String owner) {}

    public Dictionary(DataTypes types) {
        this.types = types;
    }

    /** The same, to be changed apart. */
    public Dictionary copy() {
        Dictionary copy = new Dictionary(types);
        tables.forEach((name, fields) -> copy.tables.put(name, new LinkedHashMap<>(fields)));
        return copy;
    }

    public DataTypes types() {
        return types;
    }

    public void types(DataTypes now) {
        types = now;
    }

    /** The names of all tables. */
    public Collection<String> tables() {
        return Collections.unmodifiableSet(tables.keySet());
    }

    public boolean has(String table) {
        return tables.containsKey(table);
    }

    /** The fields of a table, in the order in which they came; empty if there is no such table. */
    public Collection<OwnedField> fields(String table) {
        return Collections.unmodifiableCollection(
                tables.getOrDefault(table, Map.of()).values());
    }

    /** A field, whatever the case of its name, as in Adapt. */
    public Optional<OwnedField> field(String table, String name) {
        OwnedField exact = tables.getOrDefault(table, Map.of()).get(name);
        return exact != null
                ? Optional.of(exact)
                : fields(table).stream()
                        .filter(f -> f.field().name().equalsIgnoreCase(name))
                        .findFirst();
    }

    public void put(String table, Field field, String owner) {
        tables.computeIfAbsent(table, t -> new LinkedHashMap<>()).put(field.name(), new OwnedField(field, owner));
    }

    public void remove(String table, String field) {
        Map<String, OwnedField> fields = tables.getOrDefault(table, new LinkedHashMap<>());
        fields.remove(field);
        if (fields.isEmpty()) {
            tables.remove(table);
        }
    }

    public void remove(String table) {
        tables.remove(table);
    }

    /** The fields that are the key of a table. */
    public List<Field> key(String table) {
        return fields(table).stream()
                .map(OwnedField::field)
                .filter(Field::isPrimary)
                .toList();
    }

    /** The one field that is the key of a table. */
    public @Nullable Field onlyKey(String table) {
        List<Field> key = key(table);
        return key.size() == 1 ? key.get(0) : null;
    }

    /** The field that a field refers to. */
    public @Nullable Field referenced(Field field) {
        String table = field.referencedTable();
        if (table == null) {
            return null;
        }
        String name = field.referencedField();
        return name == null
                ? onlyKey(table)
                : field(table, name).map(OwnedField::field).orElse(null);
    }

    /** The fields of other tables, or of the same, that refer to a field. */
    public List<String> references(String table, String name) {
        List<String> found = new ArrayList<>();
        tables.forEach((other, fields) -> fields.values().forEach(f -> {
            Field to = table.equals(f.field().referencedTable()) ? referenced(f.field()) : null;
            if (to != null && to.name().equals(name)) {
                found.add(other + "." + f.field().name());
            }
        }));
        return found;
    }

    /**
     * The column that a field is. What refers to another field is of its type, and keys count in 64 bits.
     *
     * @throws UnfitValueException if its type cannot be used
     */
    public ColumnType column(Field field) throws UnfitValueException {
        return column(field, 0);
    }

    private ColumnType column(Field field, int depth) throws UnfitValueException {
        Field referenced = referenced(field);
        if (referenced != null && depth < 20) {
            return column(referenced, depth + 1);
        }
        ColumnType type = types.resolve(field.type(), field.maxLength(), field.isSigned());
        boolean isKey = field.isPrimary() || field.isAutoIncrement() || field.referencedTable() != null;
        return isKey ? type.asKey() : type;
    }
}
