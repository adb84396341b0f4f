package org.carrack.runtime.data.internal.migration;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.data.internal.schema.Dictionary;
import org.carrack.runtime.data.internal.schema.SchemaRequest;

/** Makes tables, fields and types for an import, in addition to what packages have declared. Called under the runner's monitor. */
final class ImportTables {

    private final MigrationRunner runner;

    ImportTables(MigrationRunner runner) {
        this.runner = runner;
    }

    /**
     * Makes tables and fields for a package, whatever its own requests are. What is there already stays as it is.
     *
     * @throws MigrationException if that is refused or fails; all is as it was then
     */
    Migrations.Migration ensure(String packageName, SchemaRequest request, SourceLocation at)
            throws MigrationException {
        try {
            runner.makeReady();
            Dictionary there = runner.dictionary();
            List<SchemaRequest.Table> missing = new ArrayList<>();
            for (SchemaRequest.Table table : request.tables()) {
                List<SchemaRequest.RequestedField> fields = table.fields().stream()
                        .filter(field ->
                                there.field(table.name(), field.field().name()).isEmpty())
                        .toList();
                if (!fields.isEmpty()) {
                    missing.add(new SchemaRequest.Table(table.name(), fields, List.of(), false, table.location()));
                }
            }
            return missing.isEmpty()
                    ? MigrationRunner.NONE
                    : runner.withLock(
                            at,
                            () -> runner.run(
                                    packageName,
                                    MigrationRunner.IMPORTED,
                                    0,
                                    new SchemaRequest(missing, List.of(), request.digest(), List.of()),
                                    at,
                                    () -> {}));
        } catch (SQLException e) {
            throw new MigrationException(
                    at, "the tables of package %s cannot be made: %s".formatted(packageName, Failures.reason(e)), e);
        }
    }

    /**
     * Makes a data type, if there is none of that name.
     *
     * @param packageName whose it is
     * @param base what it is based on
     */
    Migrations.Migration ensureType(String packageName, String name, String base, SourceLocation at)
            throws MigrationException {
        try {
            runner.makeReady();
            if (runner.dictionary().types().names().contains(name.toLowerCase(Locale.ROOT))) {
                return MigrationRunner.NONE;
            }
            SchemaRequest.Row row = new SchemaRequest.Row(
                    Map.of(
                            "name",
                            new SchemaRequest.Value(name, Optional.empty(), at),
                            "based_on_data_type",
                            new SchemaRequest.Value(base, Optional.empty(), at)),
                    at);
            SchemaRequest.Table types = new SchemaRequest.Table("data_type", List.of(), List.of(row), false, at);
            SchemaRequest request = new SchemaRequest(List.of(types), List.of(), name, List.of());
            return runner.withLock(
                    at, () -> runner.run(packageName, MigrationRunner.IMPORTED, 0, request, at, () -> {}));
        } catch (SQLException e) {
            throw new MigrationException(
                    at, "the data type %s cannot be made: %s".formatted(name, Failures.reason(e)), e);
        }
    }
}
