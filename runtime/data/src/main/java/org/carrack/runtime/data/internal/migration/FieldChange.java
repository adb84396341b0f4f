package org.carrack.runtime.data.internal.migration;

import static org.carrack.runtime.data.internal.sql.Dialect.quote;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.data.internal.migration.Step.Plain;
import org.carrack.runtime.data.internal.migration.Step.Statement;
import org.carrack.runtime.data.internal.schema.Dictionary;
import org.carrack.runtime.data.internal.schema.Field;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.carrack.runtime.data.internal.type.ColumnType;

/** The steps from a column as it is to what is wanted of it. Pure. */
final class FieldChange {

    /** How much of a value stands in a message. */
    private static final int LONGEST_SHOWN = 60;

    private final String table;
    private final Field old;
    private final Field field;
    private final Dictionary after;
    private final SourceLocation at;
    private final Column before;
    private final Column wanted;
    private final String subject;
    private final String alter;
    private final Dialect dialect;

    /**
     * @param was the dictionary before the change, with the types that were
     * @param after the dictionary with the change
     */
    FieldChange(
            String table, Field old, Field field, Dictionary was, Dictionary after, Dialect dialect, SourceLocation at)
            throws MigrationException {
        this.table = table;
        this.old = old;
        this.field = field;
        this.after = after;
        this.at = at;
        this.dialect = dialect;
        before = new Column(table, old, was, dialect, at);
        wanted = new Column(table, field, after, dialect, at);
        subject = table + "." + field.name();
        alter = "alter table %s alter column %s ".formatted(quote(table), quote(field.name()));
    }

    private Plain step(String sql, Statement... undo) {
        return new Plain(subject, sql, List.of(), List.of(undo), null, at);
    }

    /**
     * The steps of a change.
     *
     * @param referenceSteps where references go that are dropped
     * @param line is given what is done, in words
     */
    void plan(List<Step> steps, List<Step> referenceSteps, Consumer<String> line) throws MigrationException {
        if (old.isPrimary() != field.isPrimary() || old.isAutoIncrement() != field.isAutoIncrement()) {
            throw new MigrationException(
                    at, "the field %s cannot become or cease to be a key; add another table".formatted(subject));
        }
        boolean isOtherType = !before.typeSql().equals(wanted.typeSql());
        boolean isNewlyRequired = old.isNullable() && !field.isNullable();
        if (old.isPrimary()) {
            // As in Adapt: what records of other tables refer to stays what it is.
            if (isOtherType) {
                line.accept("the data type of the key %s stays %s".formatted(subject, old.type()));
            }
            return;
        }
        if (isOtherType && !after.references(table, field.name()).isEmpty()) {
            throw new MigrationException(
                    at,
                    "the data type of the field %s cannot change: %s refers to it"
                            .formatted(subject, String.join(", ", after.references(table, field.name()))));
        }
        dropStale(steps, referenceSteps, isOtherType && !isWidened());
        if (isOtherType && isWidened()) {
            steps.add(step(
                    alter + "set data type " + wanted.typeSql(),
                    Statement.of(alter + "set data type " + before.typeSql())));
            line.accept("the field %s becomes %s".formatted(subject, field.type()));
        } else if (isOtherType) {
            rebuild(steps, line);
        } else {
            defaults(steps);
            if (isNewlyRequired) {
                require(steps, line);
            } else if (!old.isNullable() && field.isNullable()) {
                steps.add(step(alter + "drop not null", Statement.of(alter + "set not null")));
                line.accept("the field %s may be empty".formatted(subject));
            }
        }
        addFresh(steps, line, isOtherType && !isWidened());
    }

    /** Whether all old values are values of the new type as they are. */
    private boolean isWidened() {
        ColumnType from = before.type();
        ColumnType to = wanted.type();
        boolean isLongerText = from.isText()
                && to.kind() == ColumnType.Kind.TEXT
                && (to.length() == 0
                        || (from.kind() == ColumnType.Kind.TEXT && from.length() > 0 && from.length() <= to.length()));
        boolean isSameRequired = old.isNullable() == field.isNullable();
        return isLongerText && isSameRequired && Objects.equals(before.defaultSql(), wanted.defaultSql());
    }

    private void defaults(List<Step> steps) {
        if (!Objects.equals(before.defaultSql(), wanted.defaultSql())) {
            steps.add(step(alter + setDefault(wanted), Statement.of(alter + setDefault(before))));
        }
    }

    private static String setDefault(Column column) {
        return column.defaultSql() == null ? "drop default" : "set default " + column.defaultSql();
    }

    /** Drops what the old column has and the new one has not, or has otherwise. */
    private void dropStale(List<Step> steps, List<Step> referenceSteps, boolean all) throws MigrationException {
        String check = before.addCheck();
        if (check != null && (all || !Objects.equals(before.checkSql(), wanted.checkSql()))) {
            steps.add(dropConstraint(Names.check(table, old.name()), check));
        }
        if (old.isUnique() && (all || !field.isUnique())) {
            steps.add(dropConstraint(Names.unique(table, old.name()), before.addUnique()));
        }
        if (hasIndex(old) && (all || !hasIndex(field) || old.indexSize() != field.indexSize())) {
            steps.add(step(before.dropIndex(), Statement.of(before.dropIndex()), Statement.of(before.addIndex())));
        }
        Field to = after.referenced(old);
        if (to != null && !SchemaPlanner.sameReference(old, field)) {
            // Before a new one of that name is added.
            referenceSteps.add(dropConstraint(Names.reference(table, old.name()), before.addReference(to)));
        } else if (to != null && all) {
            throw new MigrationException(
                    at, "the data type of the field %s is that of what it refers to".formatted(subject));
        }
    }

    private Plain dropConstraint(String name, String add) {
        String drop = before.dropConstraint(name);
        return step(drop, Statement.of(drop), Statement.of(add));
    }

    private static boolean hasIndex(Field field) {
        return field.indexSize() != Field.NO_INDEX && !field.isUnique() && !field.isPrimary();
    }

    private void addFresh(List<Step> steps, Consumer<String> line, boolean all) {
        String check = wanted.addCheck();
        if (check != null && (all || !Objects.equals(before.checkSql(), wanted.checkSql()))) {
            steps.add(step(check, Statement.of(wanted.dropConstraint(Names.check(table, field.name())))));
            line.accept("the field %s takes other values (%s)".formatted(subject, wanted.type()));
        }
        if (field.isUnique() && (all || !old.isUnique())) {
            steps.add(step(wanted.addUnique(), Statement.of(wanted.dropConstraint(Names.unique(table, field.name())))));
            line.accept("the values of the field %s are unique".formatted(subject));
        }
        if (hasIndex(field) && (all || !hasIndex(old) || old.indexSize() != field.indexSize())) {
            steps.add(step(wanted.addIndex(), Statement.of(wanted.dropIndex())));
            line.accept("the field %s gets an index".formatted(subject));
        }
    }

    /** The old column steps aside for a new one, with its values. */
    private void rebuild(List<Step> steps, Consumer<String> line) {
        String aside = Names.removed(field.name());
        putAside(steps, aside);
        String bare = quote(field.name()) + " " + wanted.typeSql();
        steps.add(step(
                "alter table %s add column %s".formatted(quote(table), bare),
                Statement.guarded(
                        table,
                        aside,
                        "alter table %s drop column if exists %s".formatted(quote(table), quote(field.name())))));
        Conversion conversion = new Conversion(before.type(), wanted.type(), dialect);
        String value = conversion.of(quote(aside));
        String filled = field.isNullable() || wanted.defaultSql() == null
                ? value
                : "coalesce(%s, %s)".formatted(value, wanted.defaultSql());
        steps.add(step("update %s set %s = %s".formatted(quote(table), quote(field.name()), filled)));
        String given = quote(aside);
        steps.add(new Step.Check(
                subject,
                "select %s from %s where %s is not null and %s"
                        .formatted(given, quote(table), given, conversion.isOther(given, quote(field.name()))),
                found ->
                        "the field %s cannot become %s: a record has %s in it, which would be another value then; change that, or add a field of your own"
                                .formatted(subject, field.type(), shown(found)),
                at));
        if (wanted.defaultSql() != null) {
            steps.add(step(alter + setDefault(wanted)));
        }
        if (!field.isNullable()) {
            steps.add(step(alter + "set not null"));
        }
        line.accept("the field %s becomes %s".formatted(subject, field.type()));
    }

    private static String shown(String value) {
        return "\"%s\"".formatted(value.length() > LONGEST_SHOWN ? value.substring(0, LONGEST_SHOWN) + "…" : value);
    }

    /** The column stays, and what it is to hold where it holds nothing is put there. */
    private void require(List<Step> steps, Consumer<String> line) {
        if (wanted.defaultSql() != null) {
            // Which they were is kept, to take it back.
            String were = quote(Names.removed(field.name()));
            String dropWere = "alter table if exists %s drop column if exists %s".formatted(quote(table), were);
            steps.add(Step.Check.free("the field " + subject, table, Names.removed(field.name()), at));
            steps.add(new Plain(
                    subject,
                    "alter table %s add column %s boolean".formatted(quote(table), were),
                    List.of(),
                    List.of(Statement.of(dropWere)),
                    Statement.of(dropWere),
                    at));
            steps.add(step(
                    "update %s set %s = true where %s is null".formatted(quote(table), were, quote(field.name()))));
            steps.add(step(
                    "update %s set %s = %s where %s"
                            .formatted(quote(table), quote(field.name()), wanted.defaultSql(), were),
                    Statement.guarded(
                            table,
                            Names.removed(field.name()),
                            "update %s set %s = null where %s".formatted(quote(table), quote(field.name()), were))));
        }
        steps.add(step(alter + "set not null", Statement.of(alter + "drop not null")));
        line.accept("the field %s may not be empty".formatted(subject));
    }

    private void putAside(List<Step> steps, String aside) {
        if (!old.isNullable()) {
            steps.add(step(alter + "drop not null", Statement.of(alter + "set not null")));
        }
        steps.add(Step.Check.free("the field " + subject, table, aside, at));
        steps.add(new Plain(
                subject,
                "alter table %s rename column %s to %s".formatted(quote(table), quote(field.name()), quote(aside)),
                List.of(),
                List.of(Statement.guarded(
                        table,
                        aside,
                        "alter table %s rename column %s to %s"
                                .formatted(quote(table), quote(aside), quote(field.name())))),
                Statement.of("alter table if exists %s drop column if exists %s".formatted(quote(table), quote(aside))),
                at));
    }

    /** The steps of a removal, but for that of its reference. */
    void remove(List<Step> steps) {
        String check = before.addCheck();
        if (check != null) {
            steps.add(dropConstraint(Names.check(table, old.name()), check));
        }
        if (old.isUnique()) {
            steps.add(dropConstraint(Names.unique(table, old.name()), before.addUnique()));
        }
        if (hasIndex(old)) {
            steps.add(step(before.dropIndex(), Statement.of(before.dropIndex()), Statement.of(before.addIndex())));
        }
        putAside(steps, Names.removed(old.name()));
    }
}
