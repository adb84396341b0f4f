package org.carrack.runtime.data.internal.bcdb;

import static org.carrack.runtime.data.internal.sql.Dialect.quote;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.carrack.config.ConfigException;
import org.carrack.config.ConfigHandler;
import org.carrack.config.ConfigTag;
import org.carrack.config.Location;
import org.carrack.config.Undo;
import org.carrack.data.DataException;
import org.carrack.data.KeyValues;
import org.carrack.data.KeyValuesProvider;
import org.carrack.lifecycle.PackageContext;
import org.carrack.lifecycle.PackageStorage;
import org.carrack.runtime.data.internal.ServerDatabase;
import org.carrack.runtime.data.internal.migration.Failures;
import org.carrack.runtime.data.internal.sql.Rows;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tag {@code bcdbs}: a database that a package has to itself. Of ThreeBot's own kinds it is a schema in the server's database, with
 * a {@link DataSource} and {@link KeyValues}; of another kind what a {@link KeyValuesProvider} has.
 */
@Component(
        service = {ConfigHandler.class, PackageStorage.class},
        property = {"carrack.tag=bcdbs", "carrack.tag.early:Boolean=true"})
public final class BcdbsHandler implements ConfigHandler<BcdbsHandler.Bcdb>, PackageStorage {

    private static final Logger LOG = LoggerFactory.getLogger(BcdbsHandler.class);

    /** The kinds that are kept in the server's own database. */
    private static final Set<String> OWN = Set.of("zdb", "sqlite", "sdb", "system", "database");

    private static final String TABLE =
            "create table if not exists carrack_bcdb (namespace varchar(63) primary key, package varchar(200) not null, type varchar(40) not null, instance varchar(200) not null)";

    private final BundleContext context;
    private final ServerDatabase database;
    private final Map<String, KeyValuesProvider> providers = new ConcurrentHashMap<>();

    @Activate
    public BcdbsHandler(BundleContext context, @Reference ServerDatabase database) {
        this.context = context;
        this.database = database;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addProvider(KeyValuesProvider provider, Map<String, Object> properties) {
        providers.put(String.valueOf(properties.get(KeyValuesProvider.TYPE)), provider);
    }

    void removeProvider(KeyValuesProvider provider) {
        providers.values().remove(provider);
    }

    /** What a tag says. */
    record Bcdb(String namespace, String type, String instance, Location location) {

        /** The schema of those in the server's database. */
        String schema() {
            return "bcdb_" + namespace;
        }
    }

    @Override
    public Bcdb read(ConfigTag tag) throws ConfigException {
        tag.allowOnly("name", "namespace", "type", "instance");
        String name = tag.string("name").orElse("");
        String said = tag.string("namespace").orElse("");
        // ThreeBot wants it empty for redis and sqlite.
        String namespace = said.isEmpty() ? name : said;
        if (!namespace.matches("[A-Za-z0-9_.-]{1,58}")) {
            throw tag.child("namespace")
                    .orElse(tag)
                    .refuse("\"%s\" is no namespace: use at most 58 letters, digits, _, - and dots"
                            .formatted(namespace));
        }
        String type = tag.string("type").orElse("zdb").toLowerCase(Locale.ROOT);
        return new Bcdb(namespace, type, tag.string("instance").orElse("default"), tag.location());
    }

    @Override
    public Undo apply(PackageContext declarer, Bcdb bcdb) throws ConfigException {
        boolean isOwn = OWN.contains(bcdb.type());
        KeyValuesProvider provider = providers.get(bcdb.type());
        if (!isOwn && provider == null) {
            Set<String> known = new TreeSet<>(OWN);
            known.addAll(providers.keySet());
            throw new ConfigException(
                    bcdb.location(),
                    "the database %s of package %s cannot be had: there is no type %s here; these are: %s"
                            .formatted(bcdb.namespace(), declarer.name(), bcdb.type(), String.join(", ", known)));
        }
        if (isOwn && !bcdb.instance().equals("default")) {
            declarer.warn("%s: of type %s there is one instance alone, so that %s means the same as default"
                    .formatted(bcdb.location(), bcdb.type(), bcdb.instance()));
        }
        DataSource source = database.await(bcdb.location());
        Deque<Runnable> undo = new ArrayDeque<>();
        boolean isNew;
        try {
            isNew = isFree(source, declarer.name(), bcdb);
            KeyValues values = provider == null
                    ? SchemaKeyValues.open(source, bcdb.schema())
                    : provider.open(bcdb.namespace(), bcdb.instance());
            claim(source, declarer.name(), bcdb, isNew);
            Map<String, Object> properties =
                    Map.of(KeyValues.NAMESPACE, bcdb.namespace(), PackageContext.NAME, declarer.name());
            ServiceRegistration<?> registration =
                    context.registerService(KeyValues.class, values, FrameworkUtil.asDictionary(properties));
            undo.push(registration::unregister);
            if (isOwn) {
                ServiceRegistration<?> tables = context.registerService(
                        DataSource.class,
                        new SchemaDataSource(source, bcdb.schema()),
                        FrameworkUtil.asDictionary(properties));
                undo.push(tables::unregister);
            }
        } catch (SQLException e) {
            throw refused(declarer, bcdb, Failures.reason(e));
        } catch (DataException e) {
            throw refused(declarer, bcdb, e.getMessage());
        }
        return new Undo() {
            @Override
            public void undo() {
                while (!undo.isEmpty()) {
                    undo.pop().run();
                }
            }

            @Override
            public void revert() {
                if (isNew) {
                    try {
                        purge(source, bcdb);
                    } catch (SQLException | DataException e) {
                        LOG.error("the database {} could not be taken back: {}", bcdb.namespace(), e.getMessage());
                    }
                }
            }
        };
    }

    private static ConfigException refused(PackageContext declarer, Bcdb bcdb, String reason) {
        return new ConfigException(
                bcdb.location(),
                "the database %s of package %s cannot be had: %s".formatted(bcdb.namespace(), declarer.name(), reason));
    }

    /** Whether the namespace is nobody's yet; that of another package cannot be had. */
    private static boolean isFree(DataSource source, String packageName, Bcdb bcdb) throws SQLException {
        try (Connection connection = source.getConnection()) {
            Rows.run(connection, TABLE, List.of());
            List<String> owners =
                    Rows.texts(connection, "select package from carrack_bcdb where namespace = ?", bcdb.namespace());
            if (!owners.isEmpty() && !owners.get(0).equals(packageName)) {
                throw new DataException(
                        DataException.Kind.CONFLICT,
                        "it belongs to package %s; choose another namespace".formatted(owners.get(0)));
            }
            return owners.isEmpty();
        }
    }

    /** Writes down whose the namespace is. Only when it is open: one that could not be opened is nobody's. */
    private static void claim(DataSource source, String packageName, Bcdb bcdb, boolean isNew) throws SQLException {
        try (Connection connection = source.getConnection()) {
            Rows.run(
                    connection,
                    isNew
                            ? "insert into carrack_bcdb (package, type, instance, namespace) values (?, ?, ?, ?)"
                            : "update carrack_bcdb set package = ?, type = ?, instance = ? where namespace = ?",
                    List.of(packageName, bcdb.type(), bcdb.instance(), bcdb.namespace()));
        }
    }

    private void purge(DataSource source, Bcdb bcdb) throws SQLException {
        KeyValuesProvider provider = providers.get(bcdb.type());
        if (provider != null) {
            provider.purge(bcdb.namespace(), bcdb.instance());
        }
        try (Connection connection = source.getConnection()) {
            Rows.run(connection, "drop schema if exists %s cascade".formatted(quote(bcdb.schema())), List.of());
            Rows.run(connection, "delete from carrack_bcdb where namespace = ?", List.of(bcdb.namespace()));
        }
    }

    @Override
    public void purge(String packageName) throws Exception {
        DataSource source = database.await(new Location(packageName, 0, 0));
        List<Bcdb> its;
        try (Connection connection = source.getConnection()) {
            Rows.run(connection, TABLE, List.of());
            its = Rows.all(
                    connection,
                    "select namespace, type, instance from carrack_bcdb where package = ?",
                    List.of(packageName),
                    row -> new Bcdb(
                            row.getString(1), row.getString(2), row.getString(3), new Location(packageName, 0, 0)));
        }
        for (Bcdb bcdb : its) {
            purge(source, bcdb);
        }
    }
}
