package org.carrack.runtime.data.internal.backup;

import static org.carrack.runtime.data.internal.sql.Dialect.quote;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.carrack.config.SourceLocation;
import org.carrack.data.DataException;
import org.carrack.data.DataException.Kind;
import org.carrack.runtime.data.internal.migration.Failures;
import org.carrack.runtime.data.internal.migration.MigrationException;
import org.carrack.runtime.data.internal.migration.Migrations;
import org.carrack.runtime.data.internal.schema.Dictionary;
import org.carrack.runtime.data.internal.schema.Dictionary.OwnedField;
import org.carrack.runtime.data.internal.schema.DictionaryTables;
import org.carrack.runtime.data.internal.schema.Digest;
import org.carrack.runtime.data.internal.schema.Field;
import org.carrack.runtime.data.internal.schema.SchemaRequest;
import org.carrack.runtime.data.internal.sql.Rows;
import org.carrack.runtime.data.internal.type.ColumnType;
import org.carrack.runtime.data.internal.type.UnfitValueException;
import org.carrack.spi.data.Backup;
import org.jspecify.annotations.Nullable;

/** {@link Backup} of one database. The file is a zip: {@code carrack.json} describes the tables, {@code <number>.jsonl} holds rows. */
final class TableBackup implements Backup {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTENTS = "carrack.json";
    private static final int FORMAT = 1;
    private static final int AT_ONCE = 500;

    /** What is made anew from the tables themselves. */
    private static final Set<String> DERIVED = Set.of("field", "bundle_version");

    /** What the names of the server's own tables begin with: accounts, journals, sessions. */
    private static final String OWN_PREFIX = "carrack_";

    private final DataSource database;
    private final Migrations migrations;

    TableBackup(DataSource database, Migrations migrations) {
        this.database = database;
        this.migrations = migrations;
    }

    private static DataException failed(String what, Exception e) {
        String reason = e instanceof SQLException sql ? Failures.reason(sql) : String.valueOf(e.getMessage());
        return new DataException(Kind.FAILED, what + ": " + reason, e);
    }

    @Override
    public Report exportTo(Path file, Optional<String> packageName) {
        boolean isMade = false;
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            isMade = true;
            return export(out, packageName);
        } catch (SQLException | IOException | UnfitValueException | RuntimeException e) {
            if (isMade) {
                delete(file);
            }
            if (e instanceof DataException told) {
                throw told;
            }
            boolean isThere = e instanceof java.nio.file.FileAlreadyExistsException;
            throw isThere
                    ? new DataException(Kind.CONFLICT, "%s is there already; choose another name".formatted(file), e)
                    : failed("the data cannot be written to " + file, e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed("an unfinished file could not be deleted", e);
        }
    }

    private Report export(OutputStream out, Optional<String> packageName)
            throws SQLException, IOException, UnfitValueException {
        try (Connection connection = database.getConnection();
                ZipOutputStream zip = new ZipOutputStream(out)) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            try {
                Dictionary dictionary = DictionaryTables.load(connection);
                List<String> tables = dictionary.tables().stream()
                        .filter(table -> !DERIVED.contains(table))
                        .filter(table ->
                                packageName.isEmpty() || packageName.get().equals(creator(dictionary, table)))
                        .toList();
                if (packageName.isPresent() && tables.isEmpty()) {
                    throw new DataException(Kind.NOT_FOUND, "package %s has no tables".formatted(packageName.get()));
                }
                zip.putNextEntry(new ZipEntry(CONTENTS));
                zip.write(contents(connection, dictionary, tables));
                List<String> told = new ArrayList<>();
                long sum = 0;
                for (int i = 0; i < tables.size(); i++) {
                    zip.putNextEntry(new ZipEntry(i + ".jsonl"));
                    long count = rows(connection, dictionary, tables.get(i), zip);
                    told.add("%s: %d records".formatted(tables.get(i), count));
                    sum += count;
                }
                connection.commit();
                return new Report(told, sum);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** Who brought a table: whose its first field is. */
    private static String creator(Dictionary dictionary, String table) {
        return dictionary.fields(table).iterator().next().owner();
    }

    private static byte[] contents(Connection connection, Dictionary dictionary, List<String> tables)
            throws SQLException, JsonProcessingException {
        ObjectNode contents = JSON.createObjectNode();
        contents.put("format", FORMAT);
        contents.put("exported", Instant.now().toString());
        ArrayNode types = contents.putArray("types");
        // Before the first package with tables there are no types either.
        if (dictionary.tables().contains("data_type")) {
            Rows.all(
                    connection,
                    "select name, based_on_data_type, bundle_name from data_type where based_on_data_type is not null order by data_type_id",
                    List.of(),
                    row -> types.addObject()
                            .put("name", row.getString(1))
                            .put("based_on", row.getString(2))
                            .put("owner", row.getString(3)));
        }
        ArrayNode all = contents.putArray("tables");
        for (String table : tables) {
            ObjectNode one = all.addObject();
            one.put("name", table);
            ArrayNode fields = one.putArray("fields");
            dictionary
                    .fields(table)
                    .forEach(field -> fields.addObject()
                            .put("owner", field.owner())
                            .set("field", JSON.valueToTree(field.field())));
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(contents);
    }

    private static String columns(List<Field> fields) {
        return fields.stream().map(field -> quote(field.name())).collect(Collectors.joining(", "));
    }

    private static List<ColumnType> types(Dictionary dictionary, List<Field> fields) throws UnfitValueException {
        List<ColumnType> types = new ArrayList<>();
        for (Field field : fields) {
            types.add(dictionary.column(field));
        }
        return types;
    }

    private static long rows(Connection connection, Dictionary dictionary, String table, OutputStream out)
            throws SQLException, IOException, UnfitValueException {
        List<Field> fields =
                dictionary.fields(table).stream().map(OwnedField::field).toList();
        List<ColumnType> types = types(dictionary, fields);
        long count = 0;
        try (PreparedStatement statement =
                        connection.prepareStatement("select %s from %s".formatted(columns(fields), quote(table)));
                JsonGenerator json = JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.setRootValueSeparator(new com.fasterxml.jackson.core.io.SerializedString("\n"));
            statement.setFetchSize(AT_ONCE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    json.writeStartArray();
                    for (int i = 0; i < types.size(); i++) {
                        Cells.write(json, types.get(i), Rows.value(rows, i + 1));
                    }
                    json.writeEndArray();
                    count++;
                }
            }
        }
        return count;
    }

    @Override
    public Report importFrom(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(CONTENTS);
            if (entry == null) {
                throw new DataException(Kind.INVALID, "%s is no export of Carrack".formatted(file));
            }
            JsonNode contents;
            try (InputStream in = zip.getInputStream(entry)) {
                contents = JSON.readTree(in);
            }
            if (contents.path("format").asInt() != FORMAT) {
                throw new DataException(
                        Kind.INVALID,
                        "%s is of format %s, which this version cannot read"
                                .formatted(file, contents.path("format").asText("?")));
            }
            check(file, zip, contents);
            List<Migrations.Migration> made = makeTables(contents);
            boolean isDone = false;
            try {
                Report report = fill(zip, contents);
                isDone = true;
                return report;
            } finally {
                for (int i = made.size() - 1; i >= 0; i--) {
                    if (isDone) {
                        made.get(i).commit();
                    } else {
                        made.get(i).revert();
                    }
                }
            }
        } catch (NoSuchFileException | java.io.FileNotFoundException e) {
            throw new DataException(Kind.NOT_FOUND, "there is no file " + file, e);
        } catch (ZipException e) {
            throw new DataException(Kind.INVALID, "%s is no export of Carrack: it is no whole zip".formatted(file), e);
        } catch (MigrationException e) {
            throw new DataException(Kind.CONFLICT, "%s cannot be read in: %s".formatted(file, e.getMessage()), e);
        } catch (SQLException | IOException | UnfitValueException | IllegalArgumentException e) {
            throw failed("%s cannot be read in, and no record was changed".formatted(file), e);
        }
    }

    /** Only what an export holds is read in: tables that packages have brought, with their fields and records. */
    private static void check(Path file, ZipFile zip, JsonNode contents) {
        Set<String> names = new HashSet<>();
        int number = 0;
        for (JsonNode table : contents.path("tables")) {
            String name = table.path("name").asText();
            JsonNode fields = table.path("fields");
            Optional<String> problem = Optional.empty();
            if (name.isEmpty() || !names.add(name)) {
                problem = Optional.of("it names a table twice, or one without a name");
            } else if (name.toLowerCase(Locale.ROOT).startsWith(OWN_PREFIX) || DERIVED.contains(name)) {
                problem = Optional.of("the table %s is the server's own and in no export".formatted(name));
            } else if (!fields.isArray() || fields.isEmpty()) {
                problem = Optional.of("it names no fields of the table %s".formatted(name));
            } else if (zip.getEntry(number + ".jsonl") == null) {
                problem = Optional.of("the records of the table %s are missing in it".formatted(name));
            }
            for (JsonNode field : fields) {
                if (field.path("owner").asText().isEmpty()
                        || field.path("field").path("name").asText().isEmpty()
                        || field.path("field").path("type").asText().isEmpty()
                        || !field.path("field").path("texts").isObject()) {
                    problem = Optional.of("a field of the table %s is incomplete".formatted(name));
                }
            }
            if (problem.isPresent()) {
                throw new DataException(
                        Kind.INVALID, "%s cannot be read in: %s; nothing was changed".formatted(file, problem.get()));
            }
            number++;
        }
    }

    /** Has the tables and fields of the file, each as its owner's. */
    private List<Migrations.Migration> makeTables(JsonNode contents)
            throws MigrationException, JsonProcessingException {
        Map<String, Map<String, List<SchemaRequest.RequestedField>>> byOwner = new LinkedHashMap<>();
        SourceLocation at = new SourceLocation(CONTENTS, 0, 0);
        List<Migrations.Migration> made = new ArrayList<>();
        for (JsonNode table : contents.path("tables")) {
            for (JsonNode field : table.path("fields")) {
                byOwner.computeIfAbsent(field.path("owner").asText(), owner -> new LinkedHashMap<>())
                        .computeIfAbsent(table.path("name").asText(), name -> new ArrayList<>())
                        .add(new SchemaRequest.RequestedField(JSON.treeToValue(field.path("field"), Field.class), at));
            }
        }
        try {
            // A field of one package may be of a type of another.
            for (JsonNode type : contents.path("types")) {
                made.add(migrations.ensureType(
                        type.path("owner").asText(),
                        type.path("name").asText(),
                        type.path("based_on").asText(),
                        at));
            }
            for (Map.Entry<String, Map<String, List<SchemaRequest.RequestedField>>> owner : byOwner.entrySet()) {
                List<SchemaRequest.Table> tables = new ArrayList<>();
                owner.getValue()
                        .forEach((name, fields) ->
                                tables.add(new SchemaRequest.Table(name, fields, List.of(), false, at)));
                made.add(migrations.ensure(
                        owner.getKey(),
                        new SchemaRequest(tables, List.of(), Digest.of(tables.toString()), List.of()),
                        at));
            }
        } catch (MigrationException | RuntimeException e) {
            for (int i = made.size() - 1; i >= 0; i--) {
                made.get(i).revert();
            }
            throw e;
        }
        return made;
    }

    /** A table of the file: its fields in the order of its rows. */
    private record ImportedTable(String name, int number, List<Field> fields) {}

    private Report fill(ZipFile zip, JsonNode contents) throws SQLException, IOException, UnfitValueException {
        List<ImportedTable> tables = new ArrayList<>();
        for (JsonNode table : contents.path("tables")) {
            List<Field> fields = new ArrayList<>();
            for (JsonNode field : table.path("fields")) {
                fields.add(JSON.treeToValue(field.path("field"), Field.class));
            }
            tables.add(new ImportedTable(table.path("name").asText(), tables.size(), fields));
        }
        try (Connection connection = database.getConnection()) {
            Dictionary dictionary = DictionaryTables.load(connection);
            for (ImportedTable table : tables) {
                if (!dictionary.tables().contains(table.name())) {
                    throw new SQLException("no package has brought the table " + table.name());
                }
            }
            List<ImportedTable> ordered = inOrder(tables, dictionary);
            // Before the records, since it ends a transaction on H2; numbers that are left out do no harm.
            for (ImportedTable table : ordered) {
                countOn(connection, zip, table);
            }
            connection.setAutoCommit(false);
            try {
                for (int i = ordered.size() - 1; i >= 0; i--) {
                    Rows.run(connection, "delete from " + quote(ordered.get(i).name()), List.of());
                }
                List<String> told = new ArrayList<>();
                long sum = 0;
                for (ImportedTable table : ordered) {
                    long count = insert(connection, zip, table, dictionary);
                    told.add("%s: %d records".formatted(table.name(), count));
                    sum += count;
                }
                retype(connection, ordered, dictionary);
                connection.commit();
                return new Report(told, sum);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** The fields refer to their types by number, and the numbers may be others now. */
    private static void retype(Connection connection, List<ImportedTable> tables, Dictionary dictionary)
            throws SQLException {
        if (tables.stream().noneMatch(table -> table.name().equals("data_type"))) {
            return;
        }
        for (String table : dictionary.tables()) {
            for (OwnedField field : dictionary.fields(table)) {
                String type = field.field().type().replaceFirst("\\(.*", "").strip();
                Rows.run(
                        connection,
                        "update field set data_type_id = (select min(data_type_id) from data_type where name = ?) where table_name = ? and field_name = ? and date_deleted is null",
                        List.of(type, table, field.field().name()));
            }
        }
    }

    /** What is referred to before what refers to it. */
    private static List<ImportedTable> inOrder(List<ImportedTable> tables, Dictionary dictionary) {
        Map<String, ImportedTable> byName = new LinkedHashMap<>();
        tables.forEach(table -> byName.put(table.name(), table));
        Set<ImportedTable> ordered = new LinkedHashSet<>();
        tables.forEach(table -> visit(table, byName, dictionary, new LinkedHashSet<>(), ordered));
        return new ArrayList<>(ordered);
    }

    private static void visit(
            ImportedTable table,
            Map<String, ImportedTable> byName,
            Dictionary dictionary,
            Set<String> path,
            Set<ImportedTable> ordered) {
        if (ordered.contains(table) || !path.add(table.name())) {
            return;
        }
        for (OwnedField field : dictionary.fields(table.name())) {
            ImportedTable referenced = byName.get(String.valueOf(field.field().referencedTable()));
            if (referenced != null) {
                visit(referenced, byName, dictionary, path, ordered);
            }
        }
        ordered.add(table);
    }

    private interface Row {
        void read(JsonNode row) throws SQLException, IOException;
    }

    private static void eachRow(ZipFile zip, ImportedTable table, Row reader) throws IOException, SQLException {
        ZipEntry entry = zip.getEntry(table.number() + ".jsonl");
        if (entry == null) {
            throw new IOException("the records of the table %s are missing in it".formatted(table.name()));
        }
        try (InputStream in = zip.getInputStream(entry);
                JsonParser rows = JSON.createParser(in)) {
            while (rows.nextToken() != null) {
                JsonNode row = JSON.readTree(rows);
                if (row.size() != table.fields().size()) {
                    throw new IOException("a record of the table %s has %d values, not %d"
                            .formatted(table.name(), row.size(), table.fields().size()));
                }
                reader.read(row);
            }
        }
    }

    private static void countOn(Connection connection, ZipFile zip, ImportedTable table)
            throws IOException, SQLException {
        for (int i = 0; i < table.fields().size(); i++) {
            if (table.fields().get(i).isAutoIncrement()) {
                int column = i;
                long[] most = {0};
                eachRow(
                        zip,
                        table,
                        row -> most[0] =
                                Math.max(most[0], Long.parseLong(row.get(column).asText("0"))));
                Rows.run(
                        connection,
                        "alter table %s alter column %s restart with %d"
                                .formatted(
                                        quote(table.name()),
                                        quote(table.fields().get(i).name()),
                                        most[0] + 1),
                        List.of());
            }
        }
    }

    /** References to later rows of the same table, or round a circle, are added when all rows are there. */
    private static long insert(Connection connection, ZipFile zip, ImportedTable table, Dictionary dictionary)
            throws SQLException, IOException, UnfitValueException {
        List<Field> fields = table.fields();
        List<ColumnType> types = types(dictionary, fields);
        Field key = dictionary.onlyKey(table.name());
        List<Integer> late = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            if (table.name().equals(fields.get(i).referencedTable())
                    && key != null
                    && fields.get(i).isNullable()) {
                late.add(i);
            }
        }
        int keyColumn = key == null ? -1 : fields.indexOf(key);
        List<List<@Nullable Object>> again = new ArrayList<>();
        long[] count = {0};
        String places = fields.stream().map(field -> "?").collect(Collectors.joining(", "));
        try (PreparedStatement statement = connection.prepareStatement(
                "insert into %s (%s) values (%s)".formatted(quote(table.name()), columns(fields), places))) {
            eachRow(zip, table, row -> {
                List<@Nullable Object> values = new ArrayList<>();
                for (int i = 0; i < fields.size(); i++) {
                    values.add(Cells.read(row.get(i), types.get(i)));
                }
                if (late.stream().anyMatch(i -> values.get(i) != null)) {
                    List<@Nullable Object> update = new ArrayList<>();
                    late.forEach(i -> update.add(values.set(i, null)));
                    update.add(values.get(keyColumn));
                    again.add(update);
                }
                Rows.bind(statement, values);
                statement.addBatch();
                if (++count[0] % AT_ONCE == 0) {
                    statement.executeBatch();
                }
            });
            statement.executeBatch();
        }
        if (!again.isEmpty() && key != null) {
            String set =
                    late.stream().map(i -> quote(fields.get(i).name()) + " = ?").collect(Collectors.joining(", "));
            String sql = "update %s set %s where %s = ?".formatted(quote(table.name()), set, quote(key.name()));
            for (List<@Nullable Object> values : again) {
                Rows.run(connection, sql, values);
            }
        }
        return count[0];
    }
}
