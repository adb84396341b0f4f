package org.carrack.runtime.data.internal;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import javax.sql.DataSource;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.carrack.config.Undo;
import org.carrack.lifecycle.PackageContext;
import org.carrack.manage.PackageManager;
import org.carrack.runtime.data.internal.migration.Failures;
import org.carrack.runtime.data.internal.migration.MigrationException;
import org.carrack.runtime.data.internal.migration.Migrations;
import org.carrack.runtime.data.internal.model.ModelFiles;
import org.carrack.runtime.data.internal.schema.Dictionary;
import org.carrack.runtime.data.internal.schema.SchemaReader;
import org.carrack.runtime.data.internal.schema.SchemaRequest;
import org.carrack.spi.manage.ChangePreview;
import org.carrack.spi.manage.PackageStorage;
import org.carrack.spi.server.ServerConfig;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What live packages want of the database, whether they say so in {@code schema} or by models, is migrated here, and purged,
 * and shown beforehand.
 */
@Component(service = {Schemas.class, PackageStorage.class, ChangePreview.class})
public final class Schemas implements PackageStorage, ChangePreview {

    private static final Logger LOG = LoggerFactory.getLogger(Schemas.class);

    private static final long PATIENCE_S = 60;

    private final BundleContext context;
    private final ServerDatabase database;
    private final ServerConfig config;
    private final String server;
    private @Nullable Migrations migrations;

    /** How many requests of a live package have been met. */
    private final Map<PackageContext, Integer> parts = new WeakHashMap<>();

    @Activate
    public Schemas(BundleContext context, @Reference ServerDatabase database, @Reference ServerConfig config) {
        this.context = context;
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

    /** What changes the tables of the server's database. */
    public synchronized Migrations migrations(SourceLocation wanted) throws ConfigException {
        if (migrations == null) {
            DataSource source = database.await(wanted);
            Duration patience = Duration.ofSeconds(config.number("database.migration_wait_s", PATIENCE_S));
            migrations = new Migrations(source, server, patience, this::isThere);
        }
        return migrations;
    }

    /** Asked for when it is needed: the package manager needs handlers of tags, of which one needs this. */
    private boolean isThere(String name, String version) {
        ServiceReference<PackageManager> reference = context.getServiceReference(PackageManager.class);
        PackageManager manager = reference == null ? null : context.getService(reference);
        return manager != null
                && manager.find(name)
                        .filter(info -> org.osgi.framework.Version.parseVersion(
                                        info.version().replaceFirst("-", "."))
                                .equals(org.osgi.framework.Version.parseVersion(version)))
                        .isPresent();
    }

    /**
     * Has the database fit what a live package wants, besides what it wanted before.
     *
     * @return takes it back where the package does not come to stay
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

    /** Ends or rolls back what was interrupted when a server died. */
    void recover() {
        try {
            migrations(new SourceLocation("recovery", 0, 0)).recover();
        } catch (SQLException e) {
            LOG.error("what was interrupted could not be looked at: {}", Failures.reason(e));
        } catch (ConfigException | MigrationException e) {
            LOG.error("what was interrupted could not be looked at: {}", e.getMessage());
        }
    }

    @Override
    public List<String> preview(List<PlannedPackage> coming) throws ConfigException {
        List<String> lines = new ArrayList<>();
        Dictionary there = null;
        for (PlannedPackage one : coming) {
            int part = 0;
            for (ConfigTag tag : one.tags()) {
                SchemaRequest request = tag.isNamed("schema")
                        ? SchemaReader.read(tag)
                        : ModelFiles.isFolder(tag) ? ModelFiles.read(tag).request() : null;
                if (request != null) {
                    Migrations all = migrations(tag.location());
                    try {
                        Migrations.Preview preview =
                                all.preview(one.name(), part++, request, there == null ? all.dictionary() : there);
                        lines.addAll(preview.lines());
                        there = preview.after();
                    } catch (SQLException e) {
                        throw tag.refuse(Failures.reason(e));
                    } catch (MigrationException e) {
                        throw new ConfigException(e.location(), e.getMessage());
                    }
                }
            }
        }
        return lines;
    }
}
