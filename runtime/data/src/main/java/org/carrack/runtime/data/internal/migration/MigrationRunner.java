package org.carrack.runtime.data.internal.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
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
 * Runs migrations: in one transaction on PostgreSQL; on H2, which commits each change of a table at once, by rolling back what was
 * done. Either way a migration can be rolled back until it is committed, also by the next server if this one dies.
 *
 * <p>One migration runs at a time, in all servers that share a database. Called under this object's monitor.
 */
final class MigrationRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationRunner.class);

    private static final Duration LEASE = Duration.ofSeconds(30);

    /** The version of the dictionary's own tables. */
    private static final String BUILT_IN = "built in";

    /** The version of tables that are made for an import, before their package's own. */
    static final String IMPORTED = "imported";

    /** How long a change of a table waits for those who use it. */
    private static final int LOCK_TIMEOUT_MS = 30_000;

    private static final int DEFAULT_LOCK_TIMEOUT_MS = 2_000;

    private final DataSource database;
    private final String server;
    private final Duration patience;
    private final Lease lease;
    private final MigrationRecovery recovery;

    /** The migrations of this run that are neither committed nor rolled back. */
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    private boolean isReady;

    MigrationRunner(DataSource database, String server, Duration patience, BiPredicate<String, String> isInstalled) {
        this.database = database;
        this.server = server;
        this.patience = patience;
        lease = new Lease(database, server, LEASE, Lease.Waiting.REAL);
        recovery = new MigrationRecovery(database, server, isInstalled);
    }

    @Override
    public void close() {
        lease.close();
    }

    /** The tables that there are. */
    Dictionary dictionary() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return DictionaryTables.load(connection);
        }
    }

    /** Whether a migration is neither committed nor rolled back, and of this run of the server. */
    boolean isOpen(Journal.Entry entry) {
        return open.contains(entry.id());
    }

    /** Nothing had to be done. */
    static final Migrations.Migration NONE = new Migrations.Migration() {
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

    /** What is done with the lease in hand. */
    @FunctionalInterface
    interface LockedAction {
        Migrations.Migration run() throws SQLException, MigrationException;
    }

    /** Does something while no other server changes tables. A migration that comes of it keeps the lease until it ends. */
    Migrations.Migration withLock(SourceLocation at, LockedAction work) throws SQLException, MigrationException {
        hold(at);
        Migrations.Migration migration = NONE;
        try {
            recovery.settleLeft(this::isOpen);
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
    void makeReady() throws SQLException, MigrationException {
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
                    return run(DictionaryTables.OWNER, BUILT_IN, 0, standard, at, () -> {});
                })
                .commit();
        isReady = true;
    }

    static String key(String packageName, String version) {
        boolean isApart = version.equals(BUILT_IN) || version.equals(IMPORTED);
        return isApart ? "%s (%s)".formatted(packageName, version) : packageName;
    }

    private static List<String> digests(Connection connection, String key) throws SQLException {
        return Rows.texts(connection, "select digests from carrack_schema where package = ?", key).stream()
                .flatMap(list -> JsonText.texts(list).stream())
                .toList();
    }

    static boolean isInstalled(Connection connection, String key, int part, String digest) throws SQLException {
        List<String> digests = digests(connection, key);
        return digests.size() > part && digests.get(part).equals(digest);
    }

    /**
     * Runs a migration, under the lock.
     *
     * @param whenCommitted is run when it is committed
     */
    Migrations.Migration run(
            String packageName,
            String version,
            int part,
            SchemaRequest request,
            SourceLocation at,
            Runnable whenCommitted)
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
        return new AppliedMigration(entry, plan.warnings(), whenCommitted);
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
    private final class AppliedMigration implements Migrations.Migration {

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
            synchronized (MigrationRunner.this) {
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

    static void settle(Connection connection, Journal.Entry entry, boolean stays) throws SQLException {
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
}
