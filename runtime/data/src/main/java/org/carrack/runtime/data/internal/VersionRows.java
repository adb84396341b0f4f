package org.carrack.runtime.data.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.carrack.config.ConfigException;
import org.carrack.config.SourceLocation;
import org.carrack.lifecycle.PackageContext;
import org.carrack.manage.Operation;
import org.carrack.manage.OperationListener;
import org.carrack.runtime.data.internal.migration.Failures;
import org.carrack.runtime.data.internal.schema.DictionaryTables;
import org.carrack.runtime.data.internal.sql.Rows;
import org.carrack.runtime.data.internal.sql.ServerDatabase;
import org.carrack.runtime.data.internal.type.Values;
import org.carrack.spi.manage.InstalledPackages;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Adapt's table {@code bundle_version}, if there is a dictionary: a row for each version of a package that was ever
 * installed, of which the one that is installed now has {@code installed}.
 */
@Component(service = {OperationListener.class, VersionRows.class})
public final class VersionRows implements OperationListener {

    private static final Logger LOG = LoggerFactory.getLogger(VersionRows.class);

    private static final int LONGEST_VERSION = 16;

    private final AtomicReference<@Nullable InstalledPackages> installed = new AtomicReference<>();
    private final Set<PackageContext> live = ConcurrentHashMap.newKeySet();
    private final ServerDatabase database;
    private Map<String, String> written = Map.of();

    /** While the server starts, every package that is started would write its row; all are written at the end, or when the database is opened. */
    private volatile boolean isStarted;

    @Activate
    public VersionRows(@Reference ServerDatabase database) {
        this.database = database;
    }

    @Override
    public void progress(Operation operation) {
        if (isStarted && operation.state() == Operation.State.DONE) {
            write();
        }
    }

    /** The packages have been started, and the database is open. */
    void started() {
        isStarted = true;
        write();
    }

    /** Writes the installed versions. */
    private synchronized void write() {
        InstalledPackages packages = installed.get();
        if (packages == null) {
            return;
        }
        Map<String, String> now = new TreeMap<>();
        packages.installed().stream().filter(one -> !one.isFailed()).forEach(one -> now.put(one.name(), one.version()));
        if (now.equals(written)) {
            return;
        }
        try {
            DataSource source = database.await(new SourceLocation("bundle_version", 0, 0));
            try (Connection connection = source.getConnection()) {
                if (!DictionaryTables.exists(connection)) {
                    return;
                }
                connection.setAutoCommit(false);
                try {
                    write(connection, now, types());
                    connection.commit();
                } finally {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            }
            written = now;
        } catch (SQLException e) {
            LOG.warn("the table bundle_version could not be written: {}", Failures.reason(e));
        } catch (ConfigException e) {
            LOG.warn("the table bundle_version could not be written: {}", e.getMessage());
        }
    }

    private static void write(Connection connection, Map<String, String> now, Map<String, String> types)
            throws SQLException {
        List<String[]> there = Rows.all(
                connection,
                "select bundle_name, version from bundle_version where date_deleted is null",
                List.of(),
                row -> new String[] {row.getString(1), row.getString(2)});
        for (String[] row : there) {
            String isHere = fitting(now.get(row[0])).equals(row[1]) ? "Yes" : "No";
            Rows.run(
                    connection,
                    "update bundle_version set local = ?, installed = ?, date_modified = ? where bundle_name = ? and version = ? and installed <> ?",
                    Arrays.asList(isHere, isHere, Values.now(), row[0], row[1], isHere));
        }
        for (Map.Entry<String, String> one : now.entrySet()) {
            String version = fitting(one.getValue());
            if (there.stream().noneMatch(row -> row[0].equals(one.getKey()) && row[1].equals(version))) {
                Rows.run(
                        connection,
                        "insert into bundle_version (bundle_name, type, version, local, installed, date_created, date_modified) values (?, ?, ?, 'Yes', 'Yes', ?, ?)",
                        List.of(
                                one.getKey(),
                                types.getOrDefault(one.getKey(), "package"),
                                version,
                                Values.now(),
                                Values.now()));
            }
        }
    }

    /** The types of the live packages, which are in their manifests. */
    private Map<String, String> types() {
        Map<String, String> types = new HashMap<>();
        for (PackageContext one : live) {
            one.bundle().adapt(BundleRevision.class).getDeclaredCapabilities("carrack.package").stream()
                    .map(capability -> capability.getAttributes().get("type"))
                    .filter(Objects::nonNull)
                    .forEach(type -> types.put(one.name(), String.valueOf(type)));
        }
        return types;
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setInstalled(InstalledPackages service) {
        installed.set(service);
    }

    void unsetInstalled(InstalledPackages service) {
        installed.compareAndSet(service, null);
    }

    @Reference(
            target = PackageContext.ANY,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addPackage(PackageContext one) {
        live.add(one);
    }

    void removePackage(PackageContext one) {
        live.remove(one);
    }

    private static String fitting(@Nullable String version) {
        String text = String.valueOf(version);
        return text.length() > LONGEST_VERSION ? text.substring(0, LONGEST_VERSION) : text;
    }
}
