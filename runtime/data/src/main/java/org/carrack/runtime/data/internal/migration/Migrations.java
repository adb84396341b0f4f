package org.carrack.runtime.data.internal.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import javax.sql.DataSource;
import org.carrack.config.SourceLocation;
import org.carrack.runtime.data.internal.schema.Dictionary;
import org.carrack.runtime.data.internal.schema.DictionaryTables;
import org.carrack.runtime.data.internal.schema.JsonText;
import org.carrack.runtime.data.internal.schema.SchemaRequest;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.carrack.runtime.data.internal.sql.Rows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a database fit what packages want, wholly or not at all: in one transaction on PostgreSQL; on H2, which commits each
 * change of a table at once, by rolling back what was done. Either way a migration can still be rolled back until its package
 * has come to stay, also by the next server where this one dies.
 *
 * <p>One migration runs at a time, in all servers that share a database. Safe for any thread.
 */
public final class Migrations implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    private static final Duration LEASE = Duration.ofSeconds(30);

    /** The version of the dictionary's own tables. */
    private static final String BUILT_IN = "built in";

    /** The version of tables that are made for an import, before their package's own. */
    private static final String IMPORTED = "imported";

    /** How long a change of a table waits for those who use it. */
    private static final int LOCK_TIMEOUT_MS = 30_000;

    private static final int DEFAULT_LOCK_TIMEOUT_MS = 2_000;

    private final DataSource database;
    private final String server;
    private final Duration patience;
    private final Lease lease;
    private final BiPredicate<String, String> isThere;

    /** The migrations of this run whose packages are still coming. */
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    /** What is known to be there of what packages want, by package and part: as long as the database is away, it is. */
    private final Map<String, String> satisfied = new ConcurrentHashMap<>();

    private boolean isReady;

    /**
     * @param server identifies this server among others on the same database
     * @param patience how long to wait for another server's migration
     * @param isThere whether the package of that name is there in that version, as far as this server knows
     */
    public Migrations(DataSource database, String server, Duration patience, BiPredicate<String, String> isThere) {
        this.isThere = isThere;
        this.database = database;
        this.server = server;
        this.patience = patience;
        lease = new Lease(database, server, LEASE);
    }

    @Override
    public void close() {
        lease.close();
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

    /** Nothing had to be done. */
    private static final Migration NONE = new Migration() {
        @Override
        public List<String> warnings() {
            return List.of();
        }

        @Override
        public void commit() {
            // There is nothing to end.
        }

        @Override
        public void revert() {
            // There is nothing to roll back.
        }
    };

    /** What there is. */
    public synchronized Dictionary dictionary() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return DictionaryTables.load(connection);
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
    public synchronized Preview preview(String packageName, int part, SchemaRequest request, Dictionary coming)
            throws SQLException, MigrationException {
        try (Connection connection = database.getConnection()) {
            // Without a dictionary there is no table of what is installed, either.
            if (DictionaryTables.exists(connection) && isInstalled(connection, packageName, part, request.digest())) {
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

    /**
     * Makes the database fit what a package wants.
     *
     * @param part which of the package's requests it is: 0 is the first, and after it the next
     * @throws MigrationException if that is refused or fails; all is as it was then
     */
    public synchronized Migration migrate(
            String packageName, String version, int part, SchemaRequest request, SourceLocation at)
            throws MigrationException {
        try {
            makeReady();
            try (Connection connection = database.getConnection()) {
                boolean isComing = Journal.entries(connection).stream()
                        .anyMatch(entry -> entry.packageName().equals(packageName) && !open.contains(entry.id()));
                if (!isComing && isInstalled(connection, packageName, part, request.digest())) {
                    satisfied.put(satisfiedKey(packageName, part), request.digest());
                    return NONE;
                }
            }
            return withLock(at, () -> {
                try (Connection connection = database.getConnection()) {
                    if (isInstalled(connection, packageName, part, request.digest())) {
                        return NONE;
                    }
                }
                return run(packageName, version, part, request, at);
            });
        } catch (SQLException e) {
            if (request.digest().equals(satisfied.get(satisfiedKey(packageName, part)))) {
                LOG.warn(
                        "the tables of {} {} are there, as far as is known: {}",
                        packageName,
                        version,
                        Failures.reason(e));
                return NONE;
            }
            throw new MigrationException(
                    at,
                    "the tables of package %s cannot be made: %s; nothing was changed"
                            .formatted(packageName, Failures.reason(e)),
                    e);
        }
    }

    /**
     * Has tables and fields for a package, whatever its own requests are: for imports. What is there already stays as it is.
     *
     * @throws MigrationException if that is refused or fails; all is as it was then
     */
    public synchronized Migration ensure(String packageName, SchemaRequest request, SourceLocation at)
            throws MigrationException {
        try {
            makeReady();
            Dictionary there = dictionary();
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
                    ? NONE
                    : withLock(
                            at,
                            () -> run(
                                    packageName,
                                    IMPORTED,
                                    0,
                                    new SchemaRequest(missing, List.of(), request.digest(), List.of()),
                                    at));
        } catch (SQLException e) {
            throw new MigrationException(
                    at, "the tables of package %s cannot be made: %s".formatted(packageName, Failures.reason(e)), e);
        }
    }

    /**
     * Has a data type, if there is none of that name.
     *
     * @param packageName whose it is
     * @param base what it is based on
     */
    public synchronized Migration haveType(String packageName, String name, String base, SourceLocation at)
            throws MigrationException {
        try {
            makeReady();
            if (dictionary().types().names().contains(name.toLowerCase(Locale.ROOT))) {
                return NONE;
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
            return withLock(at, () -> run(packageName, IMPORTED, 0, request, at));
        } catch (SQLException e) {
            throw new MigrationException(
                    at, "the data type %s cannot be made: %s".formatted(name, Failures.reason(e)), e);
        }
    }

    /** What is done with the lease in hand. */
    @FunctionalInterface
    private interface LockedAction {
        Migration run() throws SQLException, MigrationException;
    }

    /** Does something while no other server changes tables. A migration that comes of it keeps the lease until it ends. */
    private Migration withLock(SourceLocation at, LockedAction work) throws SQLException, MigrationException {
        hold(at);
        Migration migration = NONE;
        try {
            settleLeft();
            migration = work.run();
            return migration;
        } finally {
            if (migration == NONE) {
                lease.release();
            }
        }
    }

    private void hold(SourceLocation at) throws SQLException, MigrationException {
        try {
            String other = lease.acquire(patience);
            if (other != null) {
                throw new MigrationException(
                        at,
                        "the server %s is changing tables of the same database, and was not done within %d s; try again"
                                .formatted(other, patience.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MigrationException(at, "interrupted while another server is changing tables", e);
        }
    }

    /** Makes the server's own tables, and the dictionary. */
    private void makeReady() throws SQLException, MigrationException {
        if (isReady) {
            return;
        }
        OwnTables.migrate(database);
        try (Connection connection = database.getConnection()) {
            if (Dialect.of(connection) == Dialect.H2) {
                H2Copies.end(connection);
            }
        }
        SourceLocation at = new SourceLocation("the server's own tables", 0, 0);
        withLock(at, () -> {
                    String key = key(DictionaryTables.OWNER, BUILT_IN);
                    SchemaRequest standard = BuiltInSchema.schema();
                    try (Connection connection = database.getConnection()) {
                        if (isInstalled(connection, key, 0, standard.digest())) {
                            return NONE;
                        }
                    }
                    return run(DictionaryTables.OWNER, BUILT_IN, 0, standard, at);
                })
                .commit();
        isReady = true;
    }

    private static String satisfiedKey(String packageName, int part) {
        return packageName + "\0" + part;
    }

    private static String key(String packageName, String version) {
        boolean isApart = version.equals(BUILT_IN) || version.equals(IMPORTED);
        return isApart ? "%s (%s)".formatted(packageName, version) : packageName;
    }

    private static List<String> digests(Connection connection, String key) throws SQLException {
        return Rows.texts(connection, "select digests from carrack_schema where package = ?", key).stream()
                .flatMap(list -> JsonText.texts(list).stream())
                .toList();
    }

    private static boolean isInstalled(Connection connection, String key, int part, String digest) throws SQLException {
        List<String> digests = digests(connection, key);
        return digests.size() > part && digests.get(part).equals(digest);
    }

    private Migration run(String packageName, String version, int part, SchemaRequest request, SourceLocation at)
            throws SQLException, MigrationException {
        String id = UUID.randomUUID().toString();
        Journal.Entry entry = new Journal.Entry(id, packageName, version, server);
        Plan plan;
        try (Connection connection = database.getConnection()) {
            Dialect dialect = Dialect.of(connection);
            List<String> before = digests(connection, key(packageName, version));
            plan = SchemaPlanner.plan(packageName, request, DictionaryTables.load(connection), dialect);
            open.add(id);
            Run run = new Run(connection, dialect, entry, plan.after());
            try {
                connection.setAutoCommit(false);
                lockTimeout(connection, dialect, LOCK_TIMEOUT_MS);
                run.begin();
                for (Step step : plan.steps()) {
                    run.step(step);
                }
                run.installed(key(packageName, version), version, part, request.digest(), before);
                connection.commit();
            } catch (SQLException | MigrationException e) {
                rollBack(connection, entry, e);
                throw e instanceof MigrationException m ? m : run.failed((SQLException) e, packageName, at);
            } finally {
                reset(connection, dialect);
            }
        } catch (SQLException | MigrationException | RuntimeException e) {
            open.remove(id);
            throw e;
        }
        plan.lines().forEach(line -> LOG.info("{}", line));
        return new AppliedMigration(
                entry, plan.warnings(), () -> satisfied.put(satisfiedKey(packageName, part), request.digest()));
    }

    private static void lockTimeout(Connection connection, Dialect dialect, int millis) throws SQLException {
        Rows.run(
                connection,
                dialect == Dialect.H2 ? "set lock_timeout " + millis : "set local lock_timeout = " + millis,
                List.of());
    }

    private static void reset(Connection connection, Dialect dialect) {
        try {
            connection.setAutoCommit(true);
            if (dialect == Dialect.H2) {
                lockTimeout(connection, dialect, DEFAULT_LOCK_TIMEOUT_MS);
            }
        } catch (SQLException e) {
            LOG.debug("a connection is broken, and goes", e);
        }
    }

    private void rollBack(Connection connection, Journal.Entry entry, Exception cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
            Journal.revert(connection, entry.id());
        } catch (SQLException e) {
            cause.addSuppressed(e);
            LOG.error(
                    "what was done of the tables of {} could not be rolled back: {}; it is when the database is there again",
                    entry.packageName(),
                    Failures.reason(e));
        }
    }

    /** A migration whose package is coming. */
    private final class AppliedMigration implements Migration {

        private final Journal.Entry entry;
        private final List<String> warnings;
        private final Runnable committed;

        /** @param committed is run when the package has come to stay */
        AppliedMigration(Journal.Entry entry, List<String> warnings, Runnable committed) {
            this.entry = entry;
            this.warnings = warnings;
            this.committed = committed;
        }

        @Override
        public List<String> warnings() {
            return warnings;
        }

        @Override
        public void commit() {
            end(true);
            committed.run();
        }

        @Override
        public void revert() {
            end(false);
        }

        private void end(boolean stays) {
            synchronized (Migrations.this) {
                try (Connection connection = database.getConnection()) {
                    settle(connection, entry, stays);
                } catch (SQLException e) {
                    LOG.error(
                            "the migration of {} {} could not be {}: {}; it is when the database is there again",
                            entry.packageName(),
                            entry.version(),
                            stays ? "ended" : "rolled back",
                            Failures.reason(e));
                } finally {
                    open.remove(entry.id());
                    lease.release();
                }
            }
        }
    }

    private static void settle(Connection connection, Journal.Entry entry, boolean stays) throws SQLException {
        boolean isOneTransaction = Dialect.of(connection) == Dialect.POSTGRESQL;
        connection.setAutoCommit(!isOneTransaction);
        try {
            if (stays) {
                Journal.end(connection, entry.id());
            } else {
                Journal.revert(connection, entry.id());
            }
            if (isOneTransaction) {
                connection.commit();
            }
        } catch (SQLException e) {
            if (isOneTransaction) {
                connection.rollback();
            }
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Ends or rolls back what dead servers, this one before its start among them, have left. */
    public synchronized void recover() throws SQLException, MigrationException {
        try (Connection connection = database.getConnection()) {
            if (!DictionaryTables.exists(connection)) {
                return;
            }
        }
        makeReady();
        withLock(new SourceLocation("recovery", 0, 0), () -> NONE);
    }

    /** Under the lease, a server that left something is dead, or its migration failed. What this server has left may stay. */
    private void settleLeft() throws SQLException {
        try (Connection connection = database.getConnection()) {
            List<Journal.Entry> left = Journal.entries(connection);
            for (int i = left.size() - 1; i >= 0; i--) {
                Journal.Entry entry = left.get(i);
                if (!open.contains(entry.id())) {
                    boolean isKept =
                            entry.server().equals(server) && isThere.test(entry.packageName(), entry.version());
                    LOG.warn(
                            "the migration of {} {} was interrupted, and is {}",
                            entry.packageName(),
                            entry.version(),
                            isKept ? "ended" : "rolled back");
                    settle(connection, entry, isKept);
                }
            }
        }
    }

    /** Deletes the tables, fields and named records that a package has added. */
    public synchronized void purge(String packageName) throws SQLException, MigrationException {
        SourceLocation at = new SourceLocation(packageName, 0, 0);
        try (Connection connection = database.getConnection()) {
            if (!DictionaryTables.exists(connection) || packageName.equals(DictionaryTables.OWNER)) {
                return;
            }
        }
        makeReady();
        withLock(at, () -> {
                    SchemaRequest request;
                    try (Connection connection = database.getConnection()) {
                        request = Purge.of(connection, packageName, DictionaryTables.load(connection));
                    }
                    return run(packageName, "purged", 0, request, at);
                })
                .commit();
        satisfied.keySet().removeIf(key -> key.startsWith(packageName + "\0"));
        try (Connection connection = database.getConnection()) {
            Rows.run(
                    connection,
                    "delete from carrack_schema where package in (?, ?)",
                    List.of(packageName, key(packageName, IMPORTED)));
            Rows.run(connection, "delete from carrack_record where package = ?", List.of(packageName));
        }
    }
}
