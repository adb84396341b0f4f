package org.carrack.runtime.database.internal;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Supplier;
import org.h2.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Has the pool let go of connections whose H2 database has been closed, by a full disk for one. H2 itself forgets such a database, and
 * the next connection opens it again; but its old connections say that they are valid, and the pool knows nothing of H2's codes.
 */
final class ClosedDatabase implements SQLExceptionOverride {

    private static final Set<Integer> CODES = Set.of(
            ErrorCode.DATABASE_IS_CLOSED,
            ErrorCode.DATABASE_CALLED_AT_SHUTDOWN,
            ErrorCode.CONNECTION_BROKEN_1,
            ErrorCode.FILE_CORRUPTED_1,
            ErrorCode.IO_EXCEPTION_1,
            ErrorCode.IO_EXCEPTION_2,
            ErrorCode.GENERAL_ERROR_1);

    private final Supplier<@Nullable HikariDataSource> pool;

    ClosedDatabase(Supplier<@Nullable HikariDataSource> pool) {
        this.pool = pool;
    }

    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException failure) {
        if (!CODES.contains(failure.getErrorCode())) {
            return SQLExceptionOverride.Override.CONTINUE_EVICT;
        }
        HikariDataSource open = pool.get();
        if (open != null && open.getHikariPoolMXBean() != null) {
            open.getHikariPoolMXBean().softEvictConnections();
        }
        return SQLExceptionOverride.Override.MUST_EVICT;
    }
}
