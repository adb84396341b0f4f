package org.carrack.runtime.data.internal.migration;

import static org.carrack.runtime.data.internal.sql.Dialect.quote;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.data.internal.migration.Step.Plain;
import org.carrack.runtime.data.internal.migration.Step.Statement;
import org.carrack.runtime.data.internal.schema.Dictionary;
import org.carrack.runtime.data.internal.schema.Dictionary.OwnedField;
import org.carrack.runtime.data.internal.schema.Field;
import org.carrack.runtime.data.internal.schema.SchemaRequest;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Removal;
import org.carrack.runtime.data.internal.schema.SchemaRequest.RequestedField;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Table;
import org.carrack.runtime.data.internal.schema.SchemaRequest.Value;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.carrack.runtime.data.internal.type.DataTypes;
import org.carrack.runtime.data.internal.type.UnfitValueException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the steps from what there is to what a package wants, or why it cannot have it. Pure: touches no database.
 *
 * <p>No step destroys anything: what is to go is renamed, and goes for good when the package has come to stay. So each step
 * can be rolled back, also where the database cannot roll back a change of its tables.
 */
final class SchemaPlanner {

    private final String owner;
    private final Dialect dialect;
    private final Dictionary was;
    private final Dictionary now;

    private final List<Step> tableSteps = new ArrayList<>();
    private final List<Step> referenceSteps = new ArrayList<>();
    private final List<Step> dictionarySteps = new ArrayList<>();
    private final List<Step> removalSteps = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private SchemaPlanner(String owner, Dialect dialect, Dictionary was) {
        this.owner = owner;
        this.dialect = dialect;
        this.was = was;
        now = was.copy();
    }

    /**
     * Makes a plan.
     *
     * @param owner the package
     * @param before what there is; it stays as it is
     * @throws MigrationException if the request cannot be met
     */
    static Plan plan(String owner, SchemaRequest request, Dictionary before, Dialect dialect)
            throws MigrationException {
        return new SchemaPlanner(owner, dialect, before).plan(request);
    }

    private Plan plan(SchemaRequest request) throws MigrationException {
        warnings.addAll(request.warnings());
        now.types(now.types().with(newTypes(request)));
        checkRemovals(request.removals());
        // All fields first, so that what is referred to is known, whatever the order.
        Map<Table, Map<RequestedField, @Nullable OwnedField>> work = new LinkedHashMap<>();
        for (Table table : request.tables()) {
            work.put(table, note(without(table, request.removals())));
        }
        for (Table table : request.tables()) {
            loosen(table, request);
        }
        retyped(request);
        for (Map.Entry<Table, Map<RequestedField, @Nullable OwnedField>> entry : work.entrySet()) {
            build(entry.getKey(), entry.getValue());
        }
        List<Step> records = new ArrayList<>();
        List<Step> typeRecords = new ArrayList<>();
        for (Table table : request.tables()) {
            if (!table.records().isEmpty()) {
                if (table.name().equals("field")) {
                    warnings.add(
                            "%s: package %s puts records into the table field, which the server keeps itself; nothing was done"
                                    .formatted(table.records().get(0).location(), owner));
                    continue;
                }
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
        Map<Removal, List<OwnedField>> going = new LinkedHashMap<>();
        for (Removal removal : request.removals()) {
            going.put(removal, going(removal));
        }
        dropReferences(going);
        for (Map.Entry<Removal, List<OwnedField>> entry : going.entrySet()) {
            removal(entry.getKey(), entry.getValue());
        }
        List<Step> steps = new ArrayList<>(tableSteps);
        steps.addAll(referenceSteps);
        steps.addAll(typeRecords);
        steps.addAll(dictionarySteps);
        steps.addAll(records);
        steps.addAll(removalSteps);
        return new Plan(steps, lines, warnings, now);
    }

    /** What is added and removed by one request is removed: it need not be made, or changed, before. */
    private static Table without(Table table, List<Removal> removals) {
        List<RequestedField> stays = table.fields().stream()
                .filter(field -> removals.stream()
                        .noneMatch(removal -> removal.table().equals(table.name())
                                && removal.fields().stream()
                                        .anyMatch(named -> named.name()
                                                .equals(field.field().name()))))
                .toList();
        return stays.size() == table.fields().size() || stays.isEmpty()
                ? table
                : new Table(table.name(), stays, table.records(), table.isDated(), table.location());
    }

    /**
     * A field that the package has brought and that its new version names no more stays, with its values. Records of the new version
     * do not name it, so it may be empty from now on and need not be unique.
     */
    private void loosen(Table table, SchemaRequest request) throws MigrationException {
        if (table.fields().isEmpty()) {
            return;
        }
        for (OwnedField owned : was.fields(table.name())) {
            Field field = owned.field();
            boolean isKept = field.isPrimary()
                    || field.isAutoIncrement()
                    || Field.DATES.containsKey(field.name())
                    || BuiltInSchema.has(table.name(), field.name());
            if (isKept || !owned.owner().equals(owner) || isNamed(table.name(), field.name(), request)) {
                continue;
            }
            boolean isReferenced = !now.references(table.name(), field.name()).isEmpty();
            Field loose = isReferenced ? field.optional() : field.optional().repeatable();
            if (!loose.equals(field)) {
                now.put(table.name(), loose, owner);
                change(table.name(), field, loose, table.location());
            }
        }
    }

    private static boolean isNamed(String table, String field, SchemaRequest request) {
        return request.tables().stream()
                        .filter(other -> other.name().equals(table))
                        .flatMap(other -> other.fields().stream())
                        .anyMatch(other -> other.field().name().equals(field))
                || request.removals().stream()
                        .filter(removal -> removal.table().equals(table))
                        .flatMap(removal -> removal.fields().stream())
                        .anyMatch(named -> named.name().equals(field));
    }

    /** Changes the fields whose types have become others, although no request changes them. */
    private void retyped(SchemaRequest request) throws MigrationException {
        SourceLocation at = request.tables().isEmpty()
                ? new SourceLocation(owner, 0, 0)
                : request.tables().get(0).location();
        for (String table : was.tables()) {
            for (OwnedField owned : was.fields(table)) {
                Field field = owned.field();
                boolean isSame = now.field(table, field.name())
                        .filter(other -> other.field().equals(field))
                        .isPresent();
                if (isSame && !field.isPrimary() && field.referencedTable() == null && isRetyped(field)) {
                    new FieldChange(table, field, field, was, now, dialect, at)
                            .plan(tableSteps, referenceSteps, what -> lines.add(owner + ": " + what));
                }
            }
        }
    }

    private boolean isRetyped(Field field) {
        try {
            return !was.column(field).equals(now.column(field));
        } catch (UnfitValueException e) {
            // A type that cannot be used is reported where it is used.
            return false;
        }
    }

    /** The types that the request itself adds: later tables may use them. */
    private Map<String, String> newTypes(SchemaRequest request) {
        Map<String, String> types = new HashMap<>();
        for (Table table : request.tables()) {
            if (table.name().equals("data_type")) {
                for (SchemaRequest.Row record : table.records()) {
                    Value name = record.values().get("name");
                    Value base = record.values().get("based_on_data_type");
                    if (name != null && base != null && !base.text().isBlank()) {
                        String type = name.text().strip().toLowerCase(Locale.ROOT);
                        if (DataTypes.isBuiltIn(type)) {
                            warnings.add(
                                    "%s: package %s bases the data type %s on %s; it stays what it is for every package"
                                            .formatted(record.location(), owner, type, base.text()));
                        }
                        types.put(type, base.text());
                    }
                }
            }
        }
        return types;
    }

    /** Puts the requested fields of a table into the dictionary; each with what was there before. */
    private Map<RequestedField, @Nullable OwnedField> note(Table table) throws MigrationException {
        if (!now.has(table.name()) && table.fields().isEmpty()) {
            throw new MigrationException(
                    table.location(),
                    "there is no table %s to put records into; does depends_on name the package that brings it?"
                            .formatted(table.name()));
        }
        boolean isNew = !now.has(table.name());
        List<RequestedField> fields = new ArrayList<>(table.fields());
        if (isNew && table.isDated()) {
            for (String date : List.of("date_created", "date_modified", "date_deleted")) {
                if (fields.stream().noneMatch(f -> f.field().name().equals(date))) {
                    fields.add(new RequestedField(Field.date(date), table.location()));
                }
            }
        }
        Map<RequestedField, @Nullable OwnedField> all = new LinkedHashMap<>();
        for (RequestedField requested : fields) {
            Field field = tolerated(table.name(), serial(requested.field(), fields), requested.location());
            OwnedField before = now.field(table.name(), field.name()).orElse(null);
            if (before != null && !before.owner().equals(owner)) {
                throw new MigrationException(
                        requested.location(),
                        "the field %s.%s belongs to package %s and cannot be changed by %s; add a field of your own"
                                .formatted(table.name(), field.name(), before.owner(), owner));
            }
            all.put(new RequestedField(field, requested.location()), before);
            now.put(table.name(), field, owner);
        }
        return all;
    }

    /** {@code serial} is a key that counts by itself. */
    private static Field serial(Field field, List<RequestedField> all) {
        boolean isSerial = field.type().strip().equalsIgnoreCase("serial");
        boolean hasKey = all.stream().anyMatch(f -> f.field().isPrimary());
        return !isSerial ? field : hasKey ? field.counting() : field.key();
    }

    /** The server writes the tables of the dictionary itself, and knows no fields but its own: others may be empty. */
    private Field tolerated(String table, Field field, SourceLocation at) {
        boolean isForeign = BuiltInSchema.hasTable(table) && !BuiltInSchema.has(table, field.name());
        if (!isForeign || field.isNullable() || field.defaultValue() != null || field.isPrimary()) {
            return field;
        }
        warnings.add(
                "%s: the server writes the table %s itself and does not know the field %s of package %s, so it may be empty"
                        .formatted(at, table, field.name(), owner));
        return field.optional();
    }

    private void build(Table table, Map<RequestedField, @Nullable OwnedField> fields) throws MigrationException {
        boolean isNew = fields.values().stream().allMatch(java.util.Objects::isNull)
                && now.fields(table.name()).size() == fields.size();
        if (fields.isEmpty()) {
            return;
        }
        if (isNew) {
            create(table, fields);
            return;
        }
        for (Map.Entry<RequestedField, @Nullable OwnedField> entry : fields.entrySet()) {
            Field field = entry.getKey().field();
            SourceLocation at = entry.getKey().location();
            OwnedField before = entry.getValue();
            if (before == null) {
                addField(table.name(), field, at);
            } else if (!before.field().equals(field)) {
                change(table.name(), before.field(), field, at);
            }
        }
    }

    private void create(Table table, Map<RequestedField, @Nullable OwnedField> fields) throws MigrationException {
        String name = table.name();
        List<String> parts = new ArrayList<>();
        for (RequestedField requested : fields.keySet()) {
            Field field = requested.field();
            parts.add(column(name, field, requested.location()).definition());
        }
        List<String> key = fields.keySet().stream()
                .map(RequestedField::field)
                .filter(Field::isPrimary)
                .map(Field::name)
                .toList();
        if (!key.isEmpty()) {
            parts.add("constraint %s primary key (%s)"
                    .formatted(
                            quote(Names.key(name)),
                            key.stream().map(Dialect::quote).collect(Collectors.joining(", "))));
        }
        tableSteps.add(Step.Check.free("package " + owner, name, "", table.location()));
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
        for (RequestedField requested : fields.keySet()) {
            constraints(name, requested.field(), requested.location());
            tell(name, requested.field(), requested.location());
        }
    }

    private Column column(String table, Field field, SourceLocation at) throws MigrationException {
        return new Column(table, field, now, dialect, at);
    }

    private static void plain(List<Step> steps, String subject, String sql, SourceLocation at, Statement... undo) {
        steps.add(new Plain(subject, sql, List.of(), List.of(undo), null, at));
    }

    /** What a column has besides itself: check, uniqueness, index, reference. */
    private void constraints(String table, Field field, SourceLocation at) throws MigrationException {
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

    private void reference(String table, Field field, Column column, SourceLocation at) throws MigrationException {
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

    private void tell(String table, Field field, SourceLocation at) {
        dictionarySteps.addAll(DictionaryRows.added(owner, table, field, at));
    }

    private void addField(String table, Field field, SourceLocation at) throws MigrationException {
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
        tableSteps.add(Step.Check.free("package " + owner, table, field.name(), at));
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

    private void change(String table, Field old, Field field, SourceLocation at) throws MigrationException {
        new FieldChange(table, old, field, was, now, dialect, at)
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
            if (removal.table().equals("data_type")) {
                for (SchemaRequest.Row record : removal.records()) {
                    Value value = record.values().get("name");
                    String name = value == null ? "" : value.text().strip();
                    String user = user(name, removals);
                    if (user != null) {
                        throw new MigrationException(
                                record.location(),
                                "package %s removes the data type %s, which the field %s is of"
                                        .formatted(owner, name, user));
                    }
                }
            }
            for (SchemaRequest.Named named : removal.fields()) {
                OwnedField field = now.field(removal.table(), named.name()).orElse(null);
                if (field != null && !field.owner().equals(owner)) {
                    throw new MigrationException(
                            named.location(),
                            "package %s removes the field %s.%s, which belongs to package %s"
                                    .formatted(owner, removal.table(), named.name(), field.owner()));
                }
            }
        }
    }

    /** The fields that a removal is about, as far as they are there. */
    private List<OwnedField> going(Removal removal) {
        String table = removal.table();
        List<OwnedField> listed = new ArrayList<>();
        for (SchemaRequest.Named named : removal.fields()) {
            OwnedField field = now.field(table, named.name()).orElse(null);
            if (field != null) {
                if (!listed.contains(field)) {
                    listed.add(field);
                }
            } else if (now.has(table)
                    && now.fields(table).stream().noneMatch(f -> f.owner().equals(owner))) {
                warnings.add("%s: package %s removes the field %s.%s, which is not there; nothing was done"
                        .formatted(named.location(), owner, table, named.name()));
            }
        }
        if (!listed.isEmpty() && isWhole(table, listed)) {
            return List.copyOf(now.fields(table));
        }
        return listed;
    }

    private boolean isWhole(String table, List<OwnedField> listed) {
        return now.fields(table).stream()
                .allMatch(f ->
                        listed.contains(f) || Field.DATES.containsKey(f.field().name()));
    }

    /** First of all, so that the order in which tables and fields are removed does not matter. */
    private void dropReferences(Map<Removal, List<OwnedField>> going) throws MigrationException {
        Set<String> names = new HashSet<>();
        going.forEach((removal, fields) -> fields.forEach(
                field -> names.add(removal.table() + "." + field.field().name())));
        for (Map.Entry<Removal, List<OwnedField>> entry : going.entrySet()) {
            String table = entry.getKey().table();
            SourceLocation at = entry.getKey().location();
            for (OwnedField owned : entry.getValue()) {
                Field field = owned.field();
                List<String> references = now.references(table, field.name()).stream()
                        .filter(other -> !names.contains(other))
                        .toList();
                if (!references.isEmpty()) {
                    throw new MigrationException(
                            at,
                            "the field %s.%s cannot be removed: %s refers to it"
                                    .formatted(table, field.name(), String.join(", ", references)));
                }
                Field to = now.referenced(field);
                if (to != null) {
                    Column column = column(table, field, at);
                    String name = Names.reference(table, field.name());
                    plain(
                            removalSteps,
                            table + "." + field.name(),
                            column.dropConstraint(name),
                            at,
                            drop(column, name),
                            Statement.of(column.addReference(to)));
                }
            }
        }
    }

    /** A field that is of a type and stays. */
    private @Nullable String user(String type, List<Removal> removals) {
        for (String table : now.tables()) {
            for (OwnedField owned : now.fields(table)) {
                Field field = owned.field();
                boolean isGoing = removals.stream()
                        .anyMatch(removal -> removal.table().equals(table)
                                && removal.fields().stream()
                                        .anyMatch(named -> named.name().equals(field.name())));
                if (!isGoing && field.type().strip().equalsIgnoreCase(type)) {
                    return table + "." + field.name();
                }
            }
        }
        return null;
    }

    private void removal(Removal removal, List<OwnedField> going) throws MigrationException {
        String table = removal.table();
        if (!now.has(table)) {
            return;
        }
        if (!going.isEmpty() && isWhole(table, going)) {
            removeTable(table, removal.location());
            return;
        }
        removeRecords(removal);
        for (OwnedField field : going) {
            removeField(table, field.field(), removal.location());
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

    private void removeTable(String table, SourceLocation at) {
        for (OwnedField field : now.fields(table)) {
            removalSteps.addAll(DictionaryRows.removed(table, field.field(), at));
        }
        removalSteps.add(Step.Check.free("package " + owner, Names.removed(table), "", at));
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

    private void removeField(String table, Field field, SourceLocation at) throws MigrationException {
        List<OwnedField> others = now.fields(table).stream()
                .filter(other -> !other.owner().equals(owner))
                .toList();
        if (field.isPrimary() && !others.isEmpty()) {
            OwnedField other = others.get(0);
            throw new MigrationException(
                    at,
                    "the table %s cannot be removed: the field %s of package %s is in it, with its values; delete that package with its data first (carrack package delete %s --purge; add it again before, if it is gone)"
                            .formatted(table, other.field().name(), other.owner(), other.owner()));
        }
        if (field.isPrimary()) {
            throw new MigrationException(
                    at,
                    "the field %s.%s is the key of its table and goes with it alone: list all fields"
                            .formatted(table, field.name()));
        }
        new FieldChange(table, field, field, was, now, dialect, at).remove(removalSteps);
        removalSteps.addAll(DictionaryRows.removed(table, field, at));
        now.remove(table, field.name());
        lines.add("%s: the field %s.%s goes, with its values".formatted(owner, table, field.name()));
    }
}
