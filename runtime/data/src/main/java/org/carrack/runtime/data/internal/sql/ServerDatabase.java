package org.carrack.runtime.data.internal.sql;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.carrack.config.ConfigException;
import org.carrack.config.SourceLocation;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The server's database, which may come after what needs it: it is opened beside the rest of the start. */
@Component(service = ServerDatabase.class)
public final class ServerDatabase {

    private static final long LIMIT_S = 60;

    private volatile CompletableFuture<DataSource> database = new CompletableFuture<>();

    @Activate
    public ServerDatabase() {}

    @Reference(
            target = "(carrack.database=server)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC)
    void setDatabase(DataSource service) {
        database.complete(service);
    }

    void unsetDatabase(DataSource service) {
        database = new CompletableFuture<>();
    }

    /**
     * The database, when it is open.
     *
     * @throws ConfigException if it does not come
     */
    public DataSource await(SourceLocation wanted) throws ConfigException {
        try {
            return database.get(LIMIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConfigException(wanted, "interrupted while the database was being opened");
        } catch (ExecutionException | TimeoutException e) {
            throw new ConfigException(wanted, "the server's database was not open within %d s".formatted(LIMIT_S));
        }
    }
}
