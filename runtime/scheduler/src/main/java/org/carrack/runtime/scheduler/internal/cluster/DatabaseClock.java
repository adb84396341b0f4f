package org.carrack.runtime.scheduler.internal.cluster;

import com.github.kagkarlsson.scheduler.Clock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/** The database's time, which is the same for all servers, whatever their clocks say. Read now and then; between, time passes. For any thread. */
final class DatabaseClock implements Clock {

    private final DataSource database;
    private final LongSupplier nanos;
    private volatile Reading reading;

    private record Reading(Instant time, long nanos) {}

    DatabaseClock(DataSource database, LongSupplier nanos) throws SQLException {
        this.database = database;
        this.nanos = nanos;
        reading = read();
    }

    /** Reads it anew. */
    void adjust() throws SQLException {
        reading = read();
    }

    private Reading read() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("select current_timestamp");
                ResultSet row = select.executeQuery()) {
            row.next();
            // Of autocommit the statement's own time, on either database.
            return new Reading(row.getObject(1, OffsetDateTime.class).toInstant(), nanos.getAsLong());
        }
    }

    @Override
    public Instant now() {
        Reading last = reading;
        return last.time().plusNanos(nanos.getAsLong() - last.nanos());
    }
}
