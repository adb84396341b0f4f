package org.carrack.runtime.monitoring.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the server's database answers. Why it does not is in the log. */
@Component(
        property = {
            HealthCheck.NAME + "=database",
            HealthCheck.TAGS + "=database",
            HealthCheck.RESULT_CACHE_TTL_IN_MS + ":Long=0"
        })
public final class DatabaseCheck implements HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseCheck.class);

    private static final int LIMIT_S = 1;

    @Reference(
            target = "(carrack.database=server)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable DataSource database;

    @Activate
    public DatabaseCheck() {}

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        DataSource source = database;
        if (source == null) {
            log.temporarilyUnavailable("the database is not open yet");
            return new Result(log);
        }
        // Asked, since a connection may say that it is valid although its database is closed.
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(LIMIT_S);
            try {
                statement.execute("select 1");
            } finally {
                // In H2 it is the connection's, which others get behind this.
                statement.setQueryTimeout(0);
            }
            log.info("the database answers");
        } catch (SQLException e) {
            LOG.warn("the database does not answer", e);
            log.critical("the database does not answer; the log says why");
        }
        return new Result(log);
    }
}
