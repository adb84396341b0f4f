package org.carrack.runtime.database.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
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
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the server's one database as a {@link DataSource}: that of {@code --database}, else that of the table {@code [database]} in
 * {@code etc/carrack.toml} ({@code url}, {@code user}, {@code password}, {@code connections}), else a file in the home.
 *
 * <p>A file that is there is opened when somebody needs it. Any other is opened beside the rest of the start, and a server that cannot
 * open it does not start. A {@link Condition} tells that the database is open.
 */
@Component(
        service = {},
        immediate = true)
public final class Database {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private static final long CONNECTION_TIMEOUT_MS = 10_000;

    private final BundleContext context;
    private final ServerConfig config;
    private final OpenedOnDemand database;
    private final ServiceRegistration<DataSource> registration;
    private volatile @Nullable HikariDataSource pool;
    private @Nullable H2Compaction compaction;
    private @Nullable Path alias;
    private volatile @Nullable ServiceRegistration<Condition> open;

    @Activate
    public Database(BundleContext context, @Reference ServerConfig config) {
        this.context = context;
        this.config = config;
        database = new OpenedOnDemand(this::open, this::tellOpen, System::nanoTime);
        boolean isOnDemand = isFileThatIsThere();
        registration = context.registerService(
                DataSource.class,
                database,
                FrameworkUtil.asDictionary(
                        Map.of("carrack.database", "server", "carrack.database.on.demand", isOnDemand)));
        if (!isOnDemand) {
            Thread opening = new Thread(this::openAtStart, "carrack-database-start");
            opening.setDaemon(true);
            opening.start();
        }
    }

    @Deactivate
    void deactivate() throws IOException {
        registration.unregister();
        database.close();
        ServiceRegistration<Condition> told = open;
        if (told != null) {
            told.unregister();
        }
        if (compaction != null) {
            compaction.close();
        }
        HikariDataSource opened = pool;
        if (opened != null) {
            opened.close();
        }
        if (alias != null) {
            Files.deleteIfExists(alias);
            Files.deleteIfExists(alias.getParent());
        }
    }

    private boolean isFileThatIsThere() {
        try {
            return isFile() && Files.exists(folder().resolve("carrack.mv.db"));
        } catch (ConfigException e) {
            // Opening it tells.
            return false;
        }
    }

    private boolean isFile() throws ConfigException {
        ConfigTag table = table();
        return asked().isEmpty() && (table == null || table.string("url").isEmpty());
    }

    private void openAtStart() {
        try {
            database.opened();
        } catch (SQLException e) {
            StartFailure.tell(context, String.valueOf(e.getMessage()));
        }
    }

    private void tellOpen() {
        open = context.registerService(
                Condition.class,
                Condition.INSTANCE,
                FrameworkUtil.asDictionary(Map.of(Condition.CONDITION_ID, "org.carrack.database.open")));
    }

    private DataSource open() throws SQLException {
        String shown = "";
        try {
            DatabaseAddress address = address();
            shown = address.toString();
            HikariDataSource opened = new HikariDataSource(pooled(address));
            pool = opened;
            compaction = H2Compaction.start(opened);
            return opened;
        } catch (IllegalArgumentException | ConfigException e) {
            throw failed(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw failed("the folder of the database cannot be made: " + e.getMessage(), e);
        } catch (RuntimeException e) { // of the pool, the driver's is inside
            throw failed(
                    "the database %s cannot be opened (%s); see that it runs and lets Carrack in, or name another: --database, or url in [database] of etc/carrack.toml"
                            .formatted(shown, reason(e)),
                    e);
        }
    }

    private static SQLException failed(String problem, Exception cause) {
        LOG.error(problem, cause);
        return new SQLException(problem, cause);
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

    /** The URL that the command line names; empty if it names none. */
    private String asked() {
        String asked = context.getProperty("carrack.database");
        return asked == null ? "" : asked.strip();
    }

    private @Nullable ConfigTag table() throws ConfigException {
        return config.root().child("database").orElse(null);
    }

    private Path folder() {
        return Path.of(context.getProperty("carrack.home"), "data", "database");
    }

    private DatabaseAddress address() throws ConfigException, IOException {
        ConfigTag table = table();
        String user = table == null ? "" : table.string("user").orElse("");
        String password = table == null ? "" : table.string("password").orElse("");
        if (!asked().isEmpty()) {
            return new DatabaseAddress(asked(), user, password);
        }
        if (table != null && table.string("url").isPresent()) {
            return new DatabaseAddress(table.requiredString("url").strip(), user, password);
        }
        Path folder = Files.createDirectories(folder());
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        return DatabaseAddress.ofFolder(withoutSemicolon(folder));
    }
}
