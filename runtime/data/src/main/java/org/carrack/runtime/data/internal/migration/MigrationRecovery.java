package org.carrack.runtime.data.internal.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Completes or rolls back the migrations that dead servers left, this one before its start among them. */
final class MigrationRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationRecovery.class);

    private final DataSource database;
    private final String server;
    private final BiPredicate<String, String> isInstalled;

    MigrationRecovery(DataSource database, String server, BiPredicate<String, String> isInstalled) {
        this.database = database;
        this.server = server;
        this.isInstalled = isInstalled;
    }

    /** Under the lease, a server that left something is dead, or its migration failed. What this server has left may stay. */
    void settleLeft(Predicate<Journal.Entry> isOpen) throws SQLException {
        try (Connection connection = database.getConnection()) {
            List<Journal.Entry> left = Journal.entries(connection);
            for (int i = left.size() - 1; i >= 0; i--) {
                Journal.Entry entry = left.get(i);
                if (!isOpen.test(entry)) {
                    boolean isKept =
                            entry.server().equals(server) && isInstalled.test(entry.packageName(), entry.version());
                    LOG.warn(
                            "the migration of {} {} was interrupted, and is {}",
                            entry.packageName(),
                            entry.version(),
                            isKept ? "ended" : "rolled back");
                    MigrationRunner.settle(connection, entry, isKept);
                }
            }
        }
    }
}
