package org.carrack.runtime.data.internal.migration;

import static org.carrack.runtime.data.internal.sql.Dialect.quote;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.carrack.config.Location;
import org.carrack.runtime.data.internal.migration.Step.Plain;
import org.carrack.runtime.data.internal.migration.Step.Statement;
import org.carrack.runtime.data.internal.schema.Dictionary;
import org.carrack.runtime.data.internal.schema.Dictionary.Owned;
import org.carrack.runtime.data.internal.schema.Field;
import org.carrack.runtime.data.internal.schema.SchemaWish;
import org.carrack.runtime.data.internal.schema.SchemaWish.Removal;
import org.carrack.runtime.data.internal.schema.SchemaWish.Table;
import org.carrack.runtime.data.internal.schema.SchemaWish.Value;
import org.carrack.runtime.data.internal.schema.SchemaWish.Wished;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * Finds the steps from what there is to what a package wants, or why it cannot have it. Pure: touches no database.
 *
 * <p>No step destroys anything: what is to go is renamed, and goes for good when the package has come to stay. So each step
 * can be taken back, also where the database cannot roll back a change of its tables.
 */
final class SchemaPlanner {

    private final String owner;
    private final Dialect dialect;
    private final Dictionary now;

    private final List<Step> tableSteps = new ArrayList<>();
    private final List<Step> referenceSteps = new ArrayList<>();
    private final List<Step> dictionarySteps = new ArrayList<>();
    private final List<Step> removalSteps = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private SchemaPlanner(String owner, Dialect dialect, Dictionary now) {
        this.owner = owner;
        this.dialect = dialect;
        this.now = now;
    }

    /**
     * Makes a plan.
     *
     * @param owner the package
     * @param before what there is; it stays as it is
     * @throws MigrationException where the wish cannot be met
     */
    static Plan plan(String owner, SchemaWish wish, Dictionary before, Dialect dialect) throws MigrationException {
        return new SchemaPlanner(owner, dialect, before.copy()).plan(wish);
    }

    private Plan plan(SchemaWish wish) throws MigrationException {
        warnings.addAll(wish.warnings());
        now.types(now.types().with(newTypes(wish)));
        checkRemovals(wish.removals());
        // All fields first, so that what is referred to is known, whatever the order.
        Map<Table, Map<Wished, @Nullable Owned>> work = new LinkedHashMap<>();
        for (Table table : wish.tables()) {
            work.put(table, note(table));
        }
        for (Map.Entry<Table, Map<Wished, @Nullable Owned>> entry : work.entrySet()) {
            build(entry.getKey(), entry.getValue());
        }
        List<Step> records = new ArrayList<>();
        List<Step> typeRecords = new ArrayList<>();
        for (Table table : wish.tables()) {
            if (!table.records().isEmpty()) {
                List<Step> to = table.name().equals("data_type") ? typeRecords : records;
                table.records()
                        .forEach(record -> to.add(new Step.Records(
                                table.name(),
                                recorder -> recorder.add(owner, table.name(), record),
                                record.location())));
                lines.add("%s: %d records to have in %s"
                        .formatted(owner, table.records().size(), table.name()));
            }
        }
        for (Removal removal : wish.removals()) {
            removal(removal);
        }
        List<Step> steps = new ArrayList<>(tableSteps);
        steps.addAll(referenceSteps);
        steps.addAll(typeRecords);
        steps.addAll(dictionarySteps);
        steps.addAll(records);
        steps.addAll(removalSteps);
        return new Plan(steps, lines, warnings, now);
    }

    /** The types that the wish itself adds: later tables may use them. */
    private static Map<String, String> newTypes(SchemaWish wish) {
        Map<String, String> types = new HashMap<>();
        for (Table table : wish.tables()) {
            if (table.name().equals("data_type")) {
                table.records().forEach(record -> {
                    Value name = record.values().get("name");
                    Value base = record.values().get("based_on_data_type");
                    if (name != null && base != null && !base.text().isBlank()) {
                        types.put(name.text().strip().toLowerCase(Locale.ROOT), base.text());
                    }
                });
            }
        }
        return types;
    }

    /** Puts the wished fields of a table into the dictionary; each with what was there before. */
    private Map<Wished, @Nullable Owned> note(Table table) throws MigrationException {
        if (!now.has(table.name()) && table.fields().isEmpty()) {
            throw new MigrationException(
                    table.location(),
                    "there is no table %s to put records into; does depends_on name the package that brings it?"
                            .formatted(table.name()));
        }
        boolean isNew = !now.has(table.name());
        List<Wished> fields = new ArrayList<>(table.fields());
        if (isNew && table.isDated()) {
            for (String date : List.of("date_created", "date_modified", "date_deleted")) {
                if (fields.stream().noneMatch(f -> f.field().name().equals(date))) {
                    fields.add(new Wished(Field.date(date), table.location()));
                }
            }
        }
        Map<Wished, @Nullable Owned> all = new LinkedHashMap<>();
        for (Wished wished : fields) {
            Field field = serial(wished.field(), fields);
            Owned before = now.field(table.name(), field.name()).orElse(null);
            if (before != null && !before.owner().equals(owner)) {
                throw new MigrationException(
                        wished.location(),
                        "the field %s.%s belongs to package %s and cannot be changed by %s; add a field of your own"
                                .formatted(table.name(), field.name(), before.owner(), owner));
            }
            all.put(new Wished(field, wished.location()), before);
            now.put(table.name(), field, owner);
        }
        return all;
    }

    /** {@code serial} is a key that counts by itself. */
    private static Field serial(Field field, List<Wished> all) {
        boolean isSerial = field.type().strip().equalsIgnoreCase("serial");
        boolean hasKey = all.stream().anyMatch(f -> f.field().isPrimary());
        return !isSerial ? field : hasKey ? field.counting() : field.key();
    }

    private void build(Table table, Map<Wished, @Nullable Owned> fields) throws MigrationException {
        boolean isNew = fields.values().stream().allMatch(java.util.Objects::isNull)
                && now.fields(table.name()).size() == fields.size();
        if (fields.isEmpty()) {
            return;
        }
        if (isNew) {
            create(table, fields);
            return;
        }
        for (Map.Entry<Wished, @Nullable Owned> entry : fields.entrySet()) {
            Field field = entry.getKey().field();
            Location at = entry.getKey().location();
            Owned before = entry.getValue();
            if (before == null) {
                addField(table.name(), field, at);
            } else if (!before.field().equals(field)) {
                change(table.name(), before.field(), field, at);
            }
        }
    }

    private void create(Table table, Map<Wished, @Nullable Owned> fields) throws MigrationException {
        String name = table.name();
        List<String> parts = new ArrayList<>();
        for (Wished wished : fields.keySet()) {
            Field field = wished.field();
            parts.add(column(name, field, wished.location()).definition());
        }
        List<String> key = fields.keySet().stream()
                .map(Wished::field)
                .filter(Field::isPrimary)
                .map(Field::name)
                .toList();
        if (!key.isEmpty()) {
            parts.add("constraint %s primary key (%s)"
                    .formatted(
                            quote(Names.key(name)),
                            key.stream().map(Dialect::quote).collect(Collectors.joining(", "))));
        }
        plain(
                tableSteps,
                name,
                "create table %s (%s)".formatted(quote(name), String.join(", ", parts)),
                table.location(),
                Statement.of("drop table if exists " + quote(name)));
        lines.add("%s: new table %s (%s)"
                .formatted(
                        owner,
                        name,
                        fields.keySet().stream()
                                .map(f -> f.field().name() + " " + f.field().type())
                                .collect(Collectors.joining(", "))));
        for (Wished wished : fields.keySet()) {
            constraints(name, wished.field(), wished.location());
            tell(name, wished.field(), wished.location());
        }
    }

    private Column column(String table, Field field, Location at) throws MigrationException {
        return new Column(table, field, now, dialect, at);
    }

    private static void plain(List<Step> steps, String subject, String sql, Location at, Statement... undo) {
        steps.add(new Plain(subject, sql, List.of(), List.of(undo), null, at));
    }

    /** What a column has besides itself: check, uniqueness, index, reference. */
    private void constraints(String table, Field field, Location at) throws MigrationException {
        Column column = column(table, field, at);
        String subject = table + "." + field.name();
        String check = column.addCheck();
        if (check != null) {
            plain(tableSteps, subject, check, at, drop(column, Names.check(table, field.name())));
        }
        if (field.isUnique() && !(field.isPrimary() && now.onlyKey(table) != null)) {
            plain(tableSteps, subject, column.addUnique(), at, drop(column, Names.unique(table, field.name())));
        }
        if (field.indexSize() != Field.NO_INDEX && !field.isUnique() && !field.isPrimary()) {
            plain(tableSteps, subject, column.addIndex(), at, Statement.of(column.dropIndex()));
        }
        reference(table, field, column, at);
    }

    private void reference(String table, Field field, Column column, Location at) throws MigrationException {
        String to = field.referencedTable();
        if (to == null) {
            return;
        }
        String subject = table + "." + field.name();
        if (!now.has(to)) {
            throw new MigrationException(
                    at,
                    "the field %s refers to the table %s, which is not there; does depends_on name the package that brings it?"
                            .formatted(subject, to));
        }
        Field referenced = now.referenced(field);
        if (referenced == null) {
            throw new MigrationException(
                    at,
                    "the field %s refers to %s.%s, which is not there"
                            .formatted(
                                    subject,
                                    to,
                                    field.referencedField() == null ? "(its key)" : field.referencedField()));
        }
        if (!referenced.isUnique() && !referenced.equals(now.onlyKey(to))) {
            throw new MigrationException(
                    at,
                    "the field %s refers to %s.%s, which is neither the key of its table nor unique"
                            .formatted(subject, to, referenced.name()));
        }
        plain(
                referenceSteps,
                subject,
                column.addReference(referenced),
                at,
                drop(column, Names.reference(table, field.name())));
    }

    private static Statement drop(Column column, String constraint) {
        return Statement.of(column.dropConstraint(constraint));
    }

    private void tell(String table, Field field, Location at) {
        dictionarySteps.addAll(DictionaryRows.added(owner, table, field, at));
    }

    private void addField(String table, Field field, Location at) throws MigrationException {
        if (field.isPrimary() && now.key(table).size() > 1) {
            throw new MigrationException(
                    at, "the field %s.%s cannot be a key: the table has one".formatted(table, field.name()));
        }
        Column column = column(table, field, at);
        String subject = table + "." + field.name();
        boolean isFilled = !field.isNullable() && column.defaultSql() == null && !field.isAutoIncrement();
        String definition = column.definition();
        if (isFilled) {
            definition = definition.replace(" not null", " default " + column.fillSql() + " not null");
        }
        plain(
                tableSteps,
                subject,
                "alter table %s add column %s".formatted(quote(table), definition),
                at,
                Statement.of("alter table if exists %s drop column if exists %s"
                        .formatted(quote(table), quote(field.name()))));
        if (isFilled) {
            plain(
                    tableSteps,
                    subject,
                    "alter table %s alter column %s drop default".formatted(quote(table), quote(field.name())),
                    at);
        }
        if (field.isPrimary()) {
            plain(
                    tableSteps,
                    subject,
                    "alter table %s add constraint %s primary key (%s)"
                            .formatted(quote(table), quote(Names.key(table)), quote(field.name())),
                    at,
                    drop(column, Names.key(table)));
        }
        constraints(table, field, at);
        tell(table, field, at);
        lines.add("%s: new field %s %s".formatted(owner, subject, field.type()));
    }

    private void change(String table, Field old, Field field, Location at) throws MigrationException {
        new FieldChange(table, old, field, now, dialect, at)
                .plan(tableSteps, referenceSteps, what -> lines.add(owner + ": " + what));
        if (field.referencedTable() != null && !sameReference(old, field)) {
            reference(table, field, column(table, field, at), at);
        }
        dictionarySteps.addAll(DictionaryRows.changed(owner, table, old, field, at));
    }

    static boolean sameReference(Field one, Field other) {
        return java.util.Objects.equals(one.referencedTable(), other.referencedTable())
                && java.util.Objects.equals(one.referencedField(), other.referencedField())
                && one.isNullable() == other.isNullable();
    }

    /** Looks at all removals before anything is changed. */
    private void checkRemovals(List<Removal> removals) throws MigrationException {
        for (Removal removal : removals) {
            for (SchemaWish.Named named : removal.fields()) {
                Owned field = now.field(removal.table(), named.name()).orElse(null);
                if (field != null && !field.owner().equals(owner)) {
                    throw new MigrationException(
                            named.location(),
                            "package %s removes the field %s.%s, which belongs to package %s"
                                    .formatted(owner, removal.table(), named.name(), field.owner()));
                }
            }
        }
    }

    private void removal(Removal removal) throws MigrationException {
        String table = removal.table();
        if (!now.has(table)) {
            return;
        }
        List<Owned> listed = new ArrayList<>();
        for (SchemaWish.Named named : removal.fields()) {
            Owned field = now.field(table, named.name()).orElse(null);
            if (field != null) {
                listed.add(field);
            } else if (now.fields(table).stream().noneMatch(f -> f.owner().equals(owner))) {
                warnings.add("%s: package %s removes the field %s.%s, which is not there; nothing was done"
                        .formatted(named.location(), owner, table, named.name()));
            }
        }
        if (listed.isEmpty()) {
            removeRecords(removal);
            return;
        }
        boolean isWhole = now.fields(table).stream()
                .allMatch(f ->
                        listed.contains(f) || Field.DATES.containsKey(f.field().name()));
        for (Owned field : listed) {
            List<String> references = now.references(table, field.field().name()).stream()
                    .filter(other -> !(isWhole && other.startsWith(table + ".")))
                    .toList();
            if (!references.isEmpty()) {
                throw new MigrationException(
                        removal.location(),
                        "the field %s.%s cannot be removed: %s refers to it"
                                .formatted(table, field.field().name(), String.join(", ", references)));
            }
        }
        if (isWhole) {
            removeTable(table, removal.location());
        } else {
            removeRecords(removal);
            for (Owned field : listed) {
                removeField(table, field.field(), removal.location());
            }
        }
    }

    private void removeRecords(Removal removal) {
        removal.records()
                .forEach(record -> removalSteps.add(new Step.Records(
                        removal.table(),
                        recorder -> recorder.remove(owner, removal.table(), record),
                        record.location())));
        if (!removal.records().isEmpty()) {
            lines.add("%s: %d records to remove from %s"
                    .formatted(owner, removal.records().size(), removal.table()));
        }
    }

    private void removeTable(String table, Location at) throws MigrationException {
        for (Owned field : now.fields(table)) {
            Column column = column(table, field.field(), at);
            Field to = now.referenced(field.field());
            if (to != null) {
                plain(
                        removalSteps,
                        table,
                        column.dropConstraint(
                                Names.reference(table, field.field().name())),
                        at,
                        drop(column, Names.reference(table, field.field().name())),
                        Statement.of(column.addReference(to)));
            }
            removalSteps.addAll(DictionaryRows.removed(table, field.field(), at));
        }
        removalSteps.add(new Plain(
                table,
                "alter table %s rename to %s".formatted(quote(table), quote(Names.removed(table))),
                List.of(),
                List.of(Statement.guarded(
                        Names.removed(table),
                        "",
                        "alter table %s rename to %s".formatted(quote(Names.removed(table)), quote(table)))),
                Statement.of("drop table if exists " + quote(Names.removed(table))),
                at));
        now.remove(table);
        lines.add("%s: the table %s goes, with its records".formatted(owner, table));
    }

    private void removeField(String table, Field field, Location at) throws MigrationException {
        if (field.isPrimary()) {
            throw new MigrationException(
                    at,
                    "the field %s.%s is the key of its table and goes with it alone: list all fields"
                            .formatted(table, field.name()));
        }
        new FieldChange(table, field, field, now, dialect, at).remove(removalSteps);
        removalSteps.addAll(DictionaryRows.removed(table, field, at));
        now.remove(table, field.name());
        lines.add("%s: the field %s.%s goes, with its values".formatted(owner, table, field.name()));
    }
}
