package org.carrack.runtime.data.internal.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import javax.sql.DataSource;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.data.internal.schema.Dictionary;
import org.carrack.runtime.data.internal.schema.DictionaryTables;
import org.carrack.runtime.data.internal.schema.SchemaRequest;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.carrack.runtime.data.internal.sql.Rows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migrates a database to the requests of packages, each wholly or not at all. Safe for any thread: all methods run under the monitor of
 * the {@link MigrationRunner}.
 */
public final class Migrations implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    private final DataSource database;
    private final MigrationRunner runner;
    private final ImportTables imports;

    /** The requests that are known to be satisfied, by package and part: as long as the database is away, they are. */
    private final Map<String, String> satisfied = new ConcurrentHashMap<>();

    /**
     * @param server identifies this server among others on the same database
     * @param patience how long to wait for another server's migration
     * @param isInstalled whether the package of that name is installed in that version, as far as this server knows
     */
    public Migrations(DataSource database, String server, Duration patience, BiPredicate<String, String> isInstalled) {
        this.database = database;
        runner = new MigrationRunner(database, server, patience, isInstalled);
        imports = new ImportTables(runner);
    }

    @Override
    public void close() {
        runner.close();
    }

    /** A migration that is done, and can still be rolled back. Each method is called at most once. */
    public interface Migration {

        /** What is odd. */
        List<String> warnings();

        /** The package has come to stay: what it removed goes for good. */
        void commit();

        /** The package does not come: all is made as it was. */
        void revert();
    }

    /** What there is. */
    public Dictionary dictionary() throws SQLException {
        synchronized (runner) {
            return runner.dictionary();
        }
    }

    /**
     * What a migration would do.
     *
     * @param lines each in one line
     * @param after what there would be then
     */
    public record Preview(List<String> lines, Dictionary after) {
        public Preview {
            lines = List.copyOf(lines);
        }
    }

    /**
     * What a migration would do.
     *
     * @param coming what there would be before it; it stays as it is
     */
    public Preview preview(String packageName, int part, SchemaRequest request, Dictionary coming)
            throws SQLException, MigrationException {
        synchronized (runner) {
            try (Connection connection = database.getConnection()) {
                // Without a dictionary there is no table of what is installed, either.
                if (DictionaryTables.exists(connection)
                        && MigrationRunner.isInstalled(connection, packageName, part, request.digest())) {
                    return new Preview(List.of(), coming);
                }
                Dialect dialect = Dialect.of(connection);
                Dictionary there = coming.has("field")
                        ? coming
                        : SchemaPlanner.plan(DictionaryTables.OWNER, BuiltInSchema.schema(), coming, dialect)
                                .after();
                Plan plan = SchemaPlanner.plan(packageName, request, there, dialect);
                return new Preview(plan.lines(), plan.after());
            }
        }
    }

    /**
     * Makes the database fit what a package wants.
     *
     * @param part which of the package's requests it is: 0 is the first, and after it the next
     * @throws MigrationException if that is refused or fails; all is as it was then
     */
    public Migration migrate(String packageName, String version, int part, SchemaRequest request, SourceLocation at)
            throws MigrationException {
        synchronized (runner) {
            try {
                runner.makeReady();
                try (Connection connection = database.getConnection()) {
                    boolean isComing = Journal.entries(connection).stream()
                            .anyMatch(entry -> entry.packageName().equals(packageName) && !runner.isOpen(entry));
                    if (!isComing && MigrationRunner.isInstalled(connection, packageName, part, request.digest())) {
                        satisfied.put(satisfiedKey(packageName, part), request.digest());
                        return MigrationRunner.NONE;
                    }
                }
                return runner.withLock(at, () -> {
                    try (Connection connection = database.getConnection()) {
                        if (MigrationRunner.isInstalled(connection, packageName, part, request.digest())) {
                            return MigrationRunner.NONE;
                        }
                    }
                    return runner.run(
                            packageName,
                            version,
                            part,
                            request,
                            at,
                            () -> satisfied.put(satisfiedKey(packageName, part), request.digest()));
                });
            } catch (SQLException e) {
                if (request.digest().equals(satisfied.get(satisfiedKey(packageName, part)))) {
                    LOG.warn(
                            "the tables of {} {} are there, as far as is known: {}",
                            packageName,
                            version,
                            Failures.reason(e));
                    return MigrationRunner.NONE;
                }
                throw new MigrationException(
                        at,
                        "the tables of package %s cannot be made: %s; nothing was changed"
                                .formatted(packageName, Failures.reason(e)),
                        e);
            }
        }
    }

    /** Makes tables and fields for an import: {@link ImportTables#ensure}. */
    public Migration ensure(String packageName, SchemaRequest request, SourceLocation at) throws MigrationException {
        synchronized (runner) {
            return imports.ensure(packageName, request, at);
        }
    }

    /** Makes a data type for an import: {@link ImportTables#ensureType}. */
    public Migration ensureType(String packageName, String name, String base, SourceLocation at)
            throws MigrationException {
        synchronized (runner) {
            return imports.ensureType(packageName, name, base, at);
        }
    }

    private static String satisfiedKey(String packageName, int part) {
        return packageName + "\0" + part;
    }

    /** Ends or rolls back what dead servers, this one before its start among them, have left. */
    public void recover() throws SQLException, MigrationException {
        synchronized (runner) {
            try (Connection connection = database.getConnection()) {
                if (!DictionaryTables.exists(connection)) {
                    return;
                }
            }
            runner.makeReady();
            runner.withLock(new SourceLocation("recovery", 0, 0), () -> MigrationRunner.NONE);
        }
    }

    /** Deletes the tables, fields and named records that a package has added. */
    public void purge(String packageName) throws SQLException, MigrationException {
        synchronized (runner) {
            SourceLocation at = new SourceLocation(packageName, 0, 0);
            try (Connection connection = database.getConnection()) {
                if (!DictionaryTables.exists(connection) || packageName.equals(DictionaryTables.OWNER)) {
                    return;
                }
            }
            runner.makeReady();
            runner.withLock(at, () -> {
                        SchemaRequest request;
                        try (Connection connection = database.getConnection()) {
                            request = Purge.of(connection, packageName, DictionaryTables.load(connection));
                        }
                        return runner.run(packageName, "purged", 0, request, at, () -> {});
                    })
                    .commit();
            satisfied.keySet().removeIf(key -> key.startsWith(packageName + "\0"));
            try (Connection connection = database.getConnection()) {
                Rows.run(
                        connection,
                        "delete from carrack_schema where package in (?, ?)",
                        List.of(packageName, MigrationRunner.key(packageName, MigrationRunner.IMPORTED)));
                Rows.run(connection, "delete from carrack_record where package = ?", List.of(packageName));
            }
        }
    }
}
