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
import org.carrack.config.Location;
import org.carrack.runtime.data.internal.schema.Dictionary;
import org.carrack.runtime.data.internal.schema.DictionaryTables;
import org.carrack.runtime.data.internal.schema.JsonText;
import org.carrack.runtime.data.internal.schema.SchemaWish;
import org.carrack.runtime.data.internal.sql.Dialect;
import org.carrack.runtime.data.internal.sql.Rows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a database fit what packages want, wholly or not at all: in one transaction on PostgreSQL; on H2, which commits each
 * change of a table at once, by taking back what was done. Either way a migration can still be taken back until its package
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
    private final Map<String, String> met = new ConcurrentHashMap<>();

    private boolean isReady;

    /**
     * @param server tells this server from others on the same database
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

    /** A migration that is done, and can still be taken back. Each method is called at most once. */
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
            // There is nothing to take back.
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
    public synchronized Preview preview(String packageName, int part, SchemaWish wish, Dictionary coming)
            throws SQLException, MigrationException {
        try (Connection connection = database.getConnection()) {
            // Without a dictionary there is no table of what is installed, either.
            if (DictionaryTables.exists(connection) && isInstalled(connection, packageName, part, wish.digest())) {
                return new Preview(List.of(), coming);
            }
            Dialect dialect = Dialect.of(connection);
            Dictionary there = coming.has("field")
                    ? coming
                    : SchemaPlanner.plan(DictionaryTables.OWNER, Standard.schema(), coming, dialect)
                            .after();
            Plan plan = SchemaPlanner.plan(packageName, wish, there, dialect);
            return new Preview(plan.lines(), plan.after());
        }
    }

    /**
     * Makes the database fit what a package wants.
     *
     * @param part which of the package's wishes it is: 0 is the first, and after it the next
     * @throws MigrationException where that is refused or fails; all is as it was then
     */
    public synchronized Migration migrate(String packageName, String version, int part, SchemaWish wish, Location at)
            throws MigrationException {
        try {
            makeReady();
            try (Connection connection = database.getConnection()) {
                boolean isComing = Journal.entries(connection).stream()
                        .anyMatch(entry -> entry.packageName().equals(packageName) && !open.contains(entry.id()));
                if (!isComing && isInstalled(connection, packageName, part, wish.digest())) {
                    met.put(metKey(packageName, part), wish.digest());
                    return NONE;
                }
            }
            return held(at, () -> {
                try (Connection connection = database.getConnection()) {
                    if (isInstalled(connection, packageName, part, wish.digest())) {
                        return NONE;
                    }
                }
                return run(packageName, version, part, wish, at);
            });
        } catch (SQLException e) {
            if (wish.digest().equals(met.get(metKey(packageName, part)))) {
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
     * Has tables and fields for a package, whatever its own wishes are: for imports. What is there already stays as it is.
     *
     * @throws MigrationException where that is refused or fails; all is as it was then
     */
    public synchronized Migration have(String packageName, SchemaWish wish, Location at) throws MigrationException {
        try {
            makeReady();
            Dictionary there = dictionary();
            List<SchemaWish.Table> missing = new ArrayList<>();
            for (SchemaWish.Table table : wish.tables()) {
                List<SchemaWish.Wished> fields = table.fields().stream()
                        .filter(field ->
                                there.field(table.name(), field.field().name()).isEmpty())
                        .toList();
                if (!fields.isEmpty()) {
                    missing.add(new SchemaWish.Table(table.name(), fields, List.of(), false, table.location()));
                }
            }
            return missing.isEmpty()
                    ? NONE
                    : held(
                            at,
                            () -> run(
                                    packageName,
                                    IMPORTED,
                                    0,
                                    new SchemaWish(missing, List.of(), wish.digest(), List.of()),
                                    at));
        } catch (SQLException e) {
            throw new MigrationException(
                    at, "the tables of package %s cannot be made: %s".formatted(packageName, Failures.reason(e)), e);
        }
    }

    /**
     * Has a data type, where there is none of that name.
     *
     * @param packageName whose it is
     * @param base what it is based on
     */
    public synchronized Migration haveType(String packageName, String name, String base, Location at)
            throws MigrationException {
        try {
            makeReady();
            if (dictionary().types().names().contains(name.toLowerCase(Locale.ROOT))) {
                return NONE;
            }
            SchemaWish.Row row = new SchemaWish.Row(
                    Map.of(
                            "name",
                            new SchemaWish.Value(name, Optional.empty(), at),
                            "based_on_data_type",
                            new SchemaWish.Value(base, Optional.empty(), at)),
                    at);
            SchemaWish.Table types = new SchemaWish.Table("data_type", List.of(), List.of(row), false, at);
            SchemaWish wish = new SchemaWish(List.of(types), List.of(), name, List.of());
            return held(at, () -> run(packageName, IMPORTED, 0, wish, at));
        } catch (SQLException e) {
            throw new MigrationException(
                    at, "the data type %s cannot be made: %s".formatted(name, Failures.reason(e)), e);
        }
    }

    /** What is done with the lease in hand. */
    @FunctionalInterface
    private interface Held {
        Migration run() throws SQLException, MigrationException;
    }

    /** Does something while no other server changes tables. A migration that comes of it keeps the lease until it ends. */
    private Migration held(Location at, Held work) throws SQLException, MigrationException {
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

    private void hold(Location at) throws SQLException, MigrationException {
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
        try (Connection connection = database.getConnection()) {
            OwnTables.make(connection);
            if (Dialect.of(connection) == Dialect.H2) {
                H2Copies.end(connection);
            }
        }
        Location at = new Location("the server's own tables", 0, 0);
        held(at, () -> {
                    String key = key(DictionaryTables.OWNER, BUILT_IN);
                    SchemaWish standard = Standard.schema();
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

    private static String metKey(String packageName, int part) {
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

    private Migration run(String packageName, String version, int part, SchemaWish wish, Location at)
            throws SQLException, MigrationException {
        String id = UUID.randomUUID().toString();
        Journal.Entry entry = new Journal.Entry(id, packageName, version, server);
        Plan plan;
        try (Connection connection = database.getConnection()) {
            Dialect dialect = Dialect.of(connection);
            List<String> before = digests(connection, key(packageName, version));
            plan = SchemaPlanner.plan(packageName, wish, DictionaryTables.load(connection), dialect);
            open.add(id);
            Run run = new Run(connection, dialect, entry, plan.after());
            try {
                connection.setAutoCommit(false);
                lockTimeout(connection, dialect, LOCK_TIMEOUT_MS);
                run.begin();
                for (Step step : plan.steps()) {
                    run.step(step);
                }
                run.installed(key(packageName, version), version, part, wish.digest(), before);
                connection.commit();
            } catch (SQLException | MigrationException e) {
                takeBack(connection, entry, e);
                throw e instanceof MigrationException m ? m : run.failed((SQLException) e, packageName, at);
            } finally {
                reset(connection, dialect);
            }
        } catch (SQLException | MigrationException | RuntimeException e) {
            open.remove(id);
            throw e;
        }
        plan.lines().forEach(line -> LOG.info("{}", line));
        return new Done(entry, plan.warnings(), () -> met.put(metKey(packageName, part), wish.digest()));
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

    private void takeBack(Connection connection, Journal.Entry entry, Exception cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
            Journal.revert(connection, entry.id());
        } catch (SQLException e) {
            cause.addSuppressed(e);
            LOG.error(
                    "what was done of the tables of {} could not be taken back: {}; it is when the database is there again",
                    entry.packageName(),
                    Failures.reason(e));
        }
    }

    /** A migration whose package is coming. */
    private final class Done implements Migration {

        private final Journal.Entry entry;
        private final List<String> warnings;
        private final Runnable committed;

        /** @param committed is run when the package has come to stay */
        Done(Journal.Entry entry, List<String> warnings, Runnable committed) {
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
                            stays ? "ended" : "taken back",
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

    /** Ends or takes back what dead servers, this one before its start among them, have left. */
    public synchronized void recover() throws SQLException, MigrationException {
        try (Connection connection = database.getConnection()) {
            if (!DictionaryTables.exists(connection)) {
                return;
            }
        }
        makeReady();
        held(new Location("recovery", 0, 0), () -> NONE);
    }

    /** With the lease in hand, whoever left something is dead, or had it fail. What this server has left may stay. */
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
                            isKept ? "ended" : "taken back");
                    settle(connection, entry, isKept);
                }
            }
        }
    }

    /** Deletes the tables, fields and named records that a package has added. */
    public synchronized void purge(String packageName) throws SQLException, MigrationException {
        Location at = new Location(packageName, 0, 0);
        try (Connection connection = database.getConnection()) {
            if (!DictionaryTables.exists(connection) || packageName.equals(DictionaryTables.OWNER)) {
                return;
            }
        }
        makeReady();
        held(at, () -> {
                    SchemaWish wish;
                    try (Connection connection = database.getConnection()) {
                        wish = Purge.of(connection, packageName, DictionaryTables.load(connection));
                    }
                    return run(packageName, "purged", 0, wish, at);
                })
                .commit();
        met.keySet().removeIf(key -> key.startsWith(packageName + "\0"));
        try (Connection connection = database.getConnection()) {
            Rows.run(
                    connection,
                    "delete from carrack_schema where package in (?, ?)",
                    List.of(packageName, key(packageName, IMPORTED)));
            Rows.run(connection, "delete from carrack_record where package = ?", List.of(packageName));
        }
    }
}
