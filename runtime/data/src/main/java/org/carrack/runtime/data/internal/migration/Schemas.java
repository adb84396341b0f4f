package org.carrack.runtime.data.internal.migration;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.carrack.config.ConfigException;
import org.carrack.config.SourceLocation;
import org.carrack.config.Undo;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.data.internal.schema.SchemaRequest;
import org.carrack.runtime.data.internal.sql.ServerDatabase;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.manage.InstalledPackages;
import org.carrack.spi.manage.PackageStorage;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What live packages want of the database, whether they say so in {@code schema} or by models, is migrated here, and purged,
 * and shown beforehand.
 */
@Component(service = {Schemas.class, PackageStorage.class})
public final class Schemas implements PackageStorage {

    private static final Logger LOG = LoggerFactory.getLogger(Schemas.class);

    private final AtomicReference<@Nullable InstalledPackages> installed = new AtomicReference<>();
    private final ServerDatabase database;
    private final ServerConfig config;
    private final String server;
    private @Nullable Migrations migrations;

    /** How many requests of a live package are satisfied. */
    private final Map<PackageContext, Integer> parts = new WeakHashMap<>();

    @Activate
    public Schemas(BundleContext context, @Reference ServerDatabase database, @Reference ServerConfig config) {
        this.database = database;
        this.config = config;
        server = String.valueOf(context.getProperty("carrack.home")) + " on " + hostName();
    }

    private static String hostName() {
        try {
            return java.net.InetAddress.getLocalHost().getHostName();
        } catch (java.net.UnknownHostException e) {
            return "localhost";
        }
    }

    @Deactivate
    synchronized void deactivate() {
        if (migrations != null) {
            migrations.close();
        }
    }

    /** The migrations of the server's database. */
    public synchronized Migrations migrations(SourceLocation wanted) throws ConfigException {
        if (migrations == null) {
            DataSource source = database.await(wanted);
            Duration patience =
                    Duration.ofSeconds(config.view(MigrationConfig.class).migrationWaitS());
            migrations = new Migrations(source, server, patience, this::isInstalled);
        }
        return migrations;
    }

    /** Whether a package is installed in that version. */
    private boolean isInstalled(String name, String version) {
        InstalledPackages packages = installed.get();
        return packages != null
                && packages.installed(name)
                        .filter(one -> Version.parseVersion(one.version().replaceFirst("-", "."))
                                .equals(Version.parseVersion(version)))
                        .isPresent();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setInstalled(InstalledPackages service) {
        installed.set(service);
    }

    void unsetInstalled(InstalledPackages service) {
        installed.compareAndSet(service, null);
    }

    /**
     * Migrates the database to a request of a live package, in addition to its requests before.
     *
     * @return its undo, for a package that is not added after all
     */
    public Undo migrate(PackageContext declarer, SchemaRequest request, SourceLocation at) throws ConfigException {
        Migrations.Migration migration;
        synchronized (parts) {
            int part = parts.getOrDefault(declarer, 0);
            try {
                migration = migrations(at)
                        .migrate(declarer.name(), declarer.version().toString(), part, request, at);
            } catch (MigrationException e) {
                ConfigException refused = new ConfigException(e.location(), e.getMessage());
                refused.initCause(e);
                throw refused;
            }
            parts.put(declarer, part + 1);
        }
        migration.warnings().forEach(declarer::warn);
        return new Undo() {
            @Override
            public void undo() {
                // What is in tables stays when a package stops.
            }

            @Override
            public void commit() {
                migration.commit();
            }

            @Override
            public void revert() {
                migration.revert();
            }
        };
    }

    /** The server's database, when it is open. */
    public DataSource database(SourceLocation wanted) throws ConfigException {
        return database.await(wanted);
    }

    @Override
    public void purge(String packageName) throws Exception {
        migrations(new SourceLocation(packageName, 0, 0)).purge(packageName);
    }

    /** Completes or rolls back the migrations that a dead server left. */
    public void recover() {
        try {
            migrations(new SourceLocation("recovery", 0, 0)).recover();
        } catch (SQLException e) {
            LOG.error("interrupted migrations could not be read: {}", Failures.reason(e));
        } catch (ConfigException | MigrationException e) {
            LOG.error("interrupted migrations could not be read: {}", e.getMessage());
        }
    }
}
