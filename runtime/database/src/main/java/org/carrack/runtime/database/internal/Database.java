package org.carrack.runtime.database.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import javax.sql.DataSource;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.server.StartFailure;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the server's one database beside the rest of the start, and registers it as a {@link DataSource}: that of
 * {@code --database}, else that of the table {@code [database]} in {@code etc/carrack.toml} ({@code url}, {@code user},
 * {@code password}, {@code connections}), else a file in the home. A server without its database does not start.
 */
@Component(
        service = {},
        immediate = true)
public final class Database {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private static final long CONNECTION_TIMEOUT_MS = 10_000;

    private final BundleContext context;
    private final ServerConfig config;
    private final Thread opening;
    private volatile @Nullable HikariDataSource pool;
    private @Nullable H2Compaction compaction;
    private @Nullable Path alias;
    private @Nullable ServiceRegistration<DataSource> registration;

    @Activate
    public Database(BundleContext context, @Reference ServerConfig config) {
        this.context = context;
        this.config = config;
        opening = new Thread(this::open, "carrack-database-start");
        opening.setDaemon(true);
        opening.start();
    }

    @Deactivate
    void deactivate() throws InterruptedException, IOException {
        opening.join();
        synchronized (this) {
            if (registration != null) {
                registration.unregister();
            }
            if (compaction != null) {
                compaction.close();
            }
            if (pool != null) {
                pool.close();
            }
            if (alias != null) {
                Files.deleteIfExists(alias);
                Files.deleteIfExists(alias.getParent());
            }
        }
    }

    private synchronized void open() {
        String shown = "";
        try {
            DatabaseAddress address = address();
            shown = address.toString();
            pool = new HikariDataSource(pooled(address));
            compaction = H2Compaction.start(pool);
            registration = context.registerService(
                    DataSource.class, pool, FrameworkUtil.asDictionary(Map.of("carrack.database", "server")));
        } catch (IllegalArgumentException | ConfigException e) {
            fail(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            fail("the folder of the database cannot be made: " + e.getMessage(), e);
        } catch (RuntimeException e) { // of the pool, the driver's is inside
            fail(
                    "the database %s cannot be opened (%s); see that it runs and lets Carrack in, or name another: --database, or url in [database] of etc/carrack.toml"
                            .formatted(shown, reason(e)),
                    e);
        }
    }

    private void fail(String problem, Exception cause) {
        LOG.error(problem, cause);
        StartFailure.tell(context, problem);
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).replaceAll("\\s+", " ").strip();
    }

    private HikariConfig pooled(DatabaseAddress address) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName("database");
        hikari.setDataSource(address.dataSource());
        hikari.setMaximumPoolSize(config.view(DatabaseConfig.class).connections());
        hikari.setMinimumIdle(1);
        if (address.isH2()) {
            hikari.setExceptionOverride(new ClosedDatabase(() -> pool));
        }
        hikari.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        return hikari;
    }

    /** A path of the folder that a URL of H2 can contain: if necessary a symbolic link in a private temporary folder. */
    private Path withoutSemicolon(Path folder) throws IOException {
        if (folder.toString().indexOf(';') < 0) {
            return folder;
        }
        Path link = Files.createTempDirectory("carrack").resolve("database");
        alias = link;
        return Files.createSymbolicLink(link, folder);
    }

    private DatabaseAddress address() throws ConfigException, IOException {
        ConfigTag table = config.root().child("database").orElse(null);
        String user = table == null ? "" : table.string("user").orElse("");
        String password = table == null ? "" : table.string("password").orElse("");
        String asked = context.getProperty("carrack.database");
        if (asked != null && !asked.isBlank()) {
            return new DatabaseAddress(asked.strip(), user, password);
        }
        if (table != null && table.string("url").isPresent()) {
            return new DatabaseAddress(table.requiredString("url").strip(), user, password);
        }
        Path folder = Path.of(context.getProperty("carrack.home"), "data", "database");
        Files.createDirectories(folder);
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        return DatabaseAddress.ofFolder(withoutSemicolon(folder));
    }
}
