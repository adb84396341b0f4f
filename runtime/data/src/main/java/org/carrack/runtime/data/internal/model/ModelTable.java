package org.carrack.runtime.data.internal.model;

import static org.carrack.runtime.data.internal.sql.Dialect.quote;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.carrack.runtime.data.internal.schema.Digest;
import org.carrack.runtime.data.internal.schema.Field;
import org.carrack.runtime.data.internal.schema.SchemaRequest;
import org.carrack.runtime.data.internal.sql.Dialect;

/**
 * The table of a model: a column for each field, for each indexed field of an object in it one more, {@code id} and
 * {@code _revision}. Immutable.
 */
final class ModelTable {

    static final String ID = "id";
    static final String REVISION = "_revision";

    private static final int LONGEST = 63;

    private final ModelSchema schema;
    private final String name;
    private final List<Nested> nested;
    private final List<ModelField> amounts;

    /** An indexed field of an object in a field. */
    record Nested(ModelField object, ModelField field) {
        String column() {
            return object.name() + "__" + field.name();
        }
    }

    ModelTable(ModelSchema schema) {
        this.schema = schema;
        name = name(schema.url());
        List<Nested> found = new ArrayList<>();
        for (ModelField field : schema.fields()) {
            ModelSchema part = field.type() == FieldType.OBJECT ? schema.parts().get(field.reference()) : null;
            if (part != null) {
                part.fields().stream()
                        .filter(ModelField::isIndexed)
                        .forEach(inner -> found.add(new Nested(field, inner)));
            }
        }
        nested = List.copyOf(found);
        amounts = schema.fields().stream()
                .filter(field -> field.type() == FieldType.NUMERIC)
                .toList();
    }

    private static String name(String url) {
        String table = url.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
        return table.getBytes(StandardCharsets.UTF_8).length <= LONGEST
                ? table
                : table.substring(0, LONGEST - 9) + "_" + Digest.of(url).substring(0, 8);
    }

    String name() {
        return name;
    }

    ModelSchema schema() {
        return schema;
    }

    List<Nested> nested() {
        return nested;
    }

    /** What the package wants of the database for it. */
    SchemaRequest.Table request() {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.plain(ID, "bigint").key());
        fields.add(new Field(
                REVISION,
                "bigint",
                0,
                false,
                null,
                null,
                false,
                false,
                true,
                false,
                Field.NO_INDEX,
                false,
                "0",
                null,
                Field.Texts.NONE));
        schema.fields().forEach(field -> fields.add(column(field.name(), field, field.isUnique())));
        nested.forEach(inner -> fields.add(column(inner.column(), inner.field(), false)));
        amounts.forEach(money -> {
            Double amount = FieldValues.amount(money.defaultValue());
            Field plain = Field.plain(amountColumn(money), "double")
                    .defaulting(amount == null ? null : String.valueOf(amount));
            fields.add(money.isIndexed() ? plain.indexed() : plain);
        });
        return new SchemaRequest.Table(
                name,
                fields.stream()
                        .map(field -> new SchemaRequest.RequestedField(field, schema.location()))
                        .toList(),
                List.of(),
                false,
                schema.location());
    }

    private static Field column(String name, ModelField field, boolean isUnique) {
        boolean isEnum = field.type() == FieldType.ENUM || field.type() == FieldType.JAVA_ENUM;
        String type = isEnum
                ? "enum(%s)"
                        .formatted(field.values().stream().map(Dialect::literal).collect(Collectors.joining(", ")))
                : field.type().column();
        Field plain = Field.plain(name, type).defaulting(isUnique ? null : FieldValues.standing(field));
        return isUnique ? plain.unique() : field.isIndexed() ? plain.indexed() : plain;
    }

    /** The columns of fields and of all that hangs on them, as {@link TableRecords} binds their values, as they stand in statements. */
    private List<String> columns(List<ModelField> fields) {
        List<String> all = new ArrayList<>();
        fields.forEach(field -> all.add(quote(field.name())));
        nested.stream()
                .filter(inner -> fields.contains(inner.object()))
                .forEach(inner -> all.add(quote(inner.column())));
        amounts.stream().filter(fields::contains).forEach(money -> all.add(quote(amountColumn(money))));
        return all;
    }

    /** The fields of money: the text of each is in its own column, and the number that it is compared by in one more. */
    List<ModelField> amounts() {
        return amounts;
    }

    static String amountColumn(ModelField money) {
        return money.name() + "__usd";
    }

    /** A statement that sets the columns of these fields and all that hang on them; then come the id and the revision. */
    String update(List<ModelField> changed) {
        return update(changed, true);
    }

    /** The same, with the changed record as its result; the revision comes if it is minded. */
    String change(List<ModelField> changed, boolean mindsRevision, Dialect dialect) {
        String update = update(changed, mindsRevision);
        return dialect == Dialect.POSTGRESQL
                ? update + " returning " + selected()
                : "select %s from final table (%s)".formatted(selected(), update);
    }

    private String update(List<ModelField> changed, boolean mindsRevision) {
        List<String> sets = new ArrayList<>();
        columns(changed).forEach(column -> sets.add(column + " = ?"));
        sets.add("%s = %s + 1".formatted(REVISION, REVISION));
        return "update %s set %s where %s = ?".formatted(quote(name), String.join(", ", sets), ID)
                + (mindsRevision ? " and %s = ?".formatted(REVISION) : "");
    }

    String insert() {
        List<String> columns = columns(schema.fields());
        return columns.isEmpty()
                ? "insert into %s (%s) values (0)".formatted(quote(name), REVISION)
                : "insert into %s (%s) values (%s)"
                        .formatted(
                                quote(name),
                                String.join(", ", columns),
                                String.join(", ", Collections.nCopies(columns.size(), "?")));
    }

    /** Its first columns are id and revision, then the fields in their order. */
    String select() {
        return "select %s from %s".formatted(selected(), quote(name));
    }

    private String selected() {
        String fields = schema.fields().stream()
                .map(field -> ", " + quote(field.name()))
                .collect(Collectors.joining());
        return ID + ", " + REVISION + fields;
    }

    String count() {
        return "select count(*) from " + quote(name);
    }

    String delete() {
        return "delete from " + quote(name);
    }
}
