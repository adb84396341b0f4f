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
import org.carrack.config.ConfigTag;
import org.carrack.config.SourceLocation;
import org.carrack.config.Undo;
import org.carrack.config.handler.ConfigHandler;
import org.carrack.config.handler.HandlesTag;
import org.carrack.config.handler.PackageFiles;
import org.carrack.data.DataException;
import org.carrack.data.KeyValues;
import org.carrack.data.KeyValuesProvider;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.data.internal.migration.Failures;
import org.carrack.runtime.data.internal.sql.Rows;
import org.carrack.runtime.data.internal.sql.ServerDatabase;
import org.carrack.spi.manage.PackageStorage;
import org.carrack.spi.server.LazyModules;
import org.jspecify.annotations.Nullable;
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
@Component(service = {ConfigHandler.class, PackageStorage.class})
@HandlesTag(value = "bcdbs", early = true)
public final class BcdbsHandler implements ConfigHandler<BcdbsHandler.Bcdb>, PackageStorage {

    private static final Logger LOG = LoggerFactory.getLogger(BcdbsHandler.class);

    /** The kinds that are kept in the server's own database. */
    private static final Set<String> OWN = Set.of("zdb", "sqlite", "sdb", "system", "database");

    private static final String TABLE =
            "create table if not exists carrack_bcdb_use (namespace varchar(63) not null, package varchar(200) not null, threebot varchar(200) not null, type varchar(40) not null, instance varchar(200) not null, primary key (namespace, package))";

    private final BundleContext context;
    private final ServerDatabase database;
    private final Map<String, KeyValuesProvider> providers = new ConcurrentHashMap<>();

    private final @Nullable LazyModules modules;

    @Activate
    public BcdbsHandler(
            BundleContext context,
            @Reference ServerDatabase database,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable LazyModules modules) {
        this.modules = modules;
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

    /** The provider of databases of a type that are not in the server's own. */
    private @Nullable KeyValuesProvider provider(String type) {
        if (modules != null && !OWN.contains(type) && !providers.containsKey(type)) {
            modules.require(LazyModules.Trigger.SERVICE, KeyValuesProvider.class.getName());
        }
        return providers.get(type);
    }

    /** What a tag says. */
    record Bcdb(String namespace, String type, String instance, SourceLocation location) {

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
    public void check(Bcdb bcdb, PackageFiles files) throws ConfigException {
        refuseUnknown(files.packageName(), bcdb);
    }

    private void refuseUnknown(String packageName, Bcdb bcdb) throws ConfigException {
        if (!OWN.contains(bcdb.type()) && provider(bcdb.type()) == null) {
            Set<String> known = new TreeSet<>(OWN);
            known.addAll(providers.keySet());
            throw new ConfigException(
                    bcdb.location(),
                    "the database %s of package %s cannot be had: there is no type %s here; these are: %s"
                            .formatted(bcdb.namespace(), packageName, bcdb.type(), String.join(", ", known)));
        }
    }

    @Override
    public Undo apply(PackageContext declarer, Bcdb bcdb) throws ConfigException {
        refuseUnknown(declarer.name(), bcdb);
        boolean isOwn = OWN.contains(bcdb.type());
        KeyValuesProvider provider = provider(bcdb.type());
        if (isOwn && !bcdb.instance().equals("default")) {
            declarer.warn("%s: of type %s there is one instance alone, so that %s means the same as default"
                    .formatted(bcdb.location(), bcdb.type(), bcdb.instance()));
        }
        DataSource source = database.await(bcdb.location());
        Deque<Runnable> undo = new ArrayDeque<>();
        boolean isNew;
        try {
            isNew = isFree(source, declarer, bcdb);
            KeyValues values = provider == null
                    ? SchemaKeyValues.open(source, bcdb.schema())
                    : provider.open(bcdb.namespace(), bcdb.instance());
            claim(source, declarer, bcdb);
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
                        giveUp(source, declarer.name(), bcdb);
                    } catch (SQLException | DataException e) {
                        LOG.error("the database {} could not be rolled back: {}", bcdb.namespace(), e.getMessage());
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

    /** Makes the table of uses if there is none, with what an older Carrack wrote down. */
    private static void prepare(Connection connection) throws SQLException {
        Rows.run(connection, TABLE, List.of());
        if (Rows.hasTable(connection, "carrack_bcdb")) {
            Rows.run(
                    connection,
                    "insert into carrack_bcdb_use (namespace, package, threebot, type, instance) select namespace, package, '', type, instance from carrack_bcdb o where not exists (select 1 from carrack_bcdb_use u where u.namespace = o.namespace)",
                    List.of());
            Rows.run(connection, "drop table carrack_bcdb", List.of());
        }
    }

    /** Who uses a namespace, and of which threebot that is. */
    private record Use(String packageName, String threebot) {}

    private static List<Use> uses(Connection connection, Bcdb bcdb) throws SQLException {
        return Rows.all(
                connection,
                "select package, threebot from carrack_bcdb_use where namespace = ? order by package",
                List.of(bcdb.namespace()),
                row -> new Use(row.getString(1), row.getString(2)));
    }

    /**
     * Whether the namespace is free. Packages of one threebot share theirs, as ThreeBot's packages do; that of another
     * package cannot be had.
     */
    private static boolean isFree(DataSource source, PackageContext declarer, Bcdb bcdb) throws SQLException {
        try (Connection connection = source.getConnection()) {
            prepare(connection);
            List<Use> uses = uses(connection, bcdb);
            for (Use use : uses) {
                boolean isShared = !use.threebot().isEmpty()
                        && use.threebot().equals(declarer.threebot().orElse(""));
                if (!isShared && !use.packageName().equals(declarer.name())) {
                    throw new DataException(
                            DataException.Kind.CONFLICT,
                            "it belongs to package %s; choose another namespace, or share it by naming the same threebot in both packages"
                                    .formatted(use.packageName()));
                }
            }
            return uses.stream().noneMatch(use -> use.packageName().equals(declarer.name()));
        }
    }

    /** Records who uses the namespace. Only when it is open: one that could not be opened stays free. */
    private static void claim(DataSource source, PackageContext declarer, Bcdb bcdb) throws SQLException {
        try (Connection connection = source.getConnection()) {
            List<Object> values = List.of(
                    declarer.threebot().orElse(""), bcdb.type(), bcdb.instance(), declarer.name(), bcdb.namespace());
            int changed = Rows.run(
                    connection,
                    "update carrack_bcdb_use set threebot = ?, type = ?, instance = ? where package = ? and namespace = ?",
                    values);
            if (changed == 0) {
                Rows.run(
                        connection,
                        "insert into carrack_bcdb_use (threebot, type, instance, package, namespace) values (?, ?, ?, ?, ?)",
                        values);
            }
        }
    }

    /** Ends a package's use of a namespace. What is in it goes with the last one. */
    private void giveUp(DataSource source, String packageName, Bcdb bcdb) throws SQLException {
        try (Connection connection = source.getConnection()) {
            boolean isLast = uses(connection, bcdb).stream()
                    .allMatch(use -> use.packageName().equals(packageName));
            if (isLast) {
                KeyValuesProvider provider = provider(bcdb.type());
                if (provider != null) {
                    provider.purge(bcdb.namespace(), bcdb.instance());
                }
                Rows.run(connection, "drop schema if exists %s cascade".formatted(quote(bcdb.schema())), List.of());
            }
            Rows.run(
                    connection,
                    "delete from carrack_bcdb_use where namespace = ? and package = ?",
                    List.of(bcdb.namespace(), packageName));
        }
    }

    @Override
    public void purge(String packageName) throws Exception {
        DataSource source = database.await(new SourceLocation(packageName, 0, 0));
        List<Bcdb> its;
        try (Connection connection = source.getConnection()) {
            prepare(connection);
            its = Rows.all(
                    connection,
                    "select namespace, type, instance from carrack_bcdb_use where package = ?",
                    List.of(packageName),
                    row -> new Bcdb(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            new SourceLocation(packageName, 0, 0)));
        }
        for (Bcdb bcdb : its) {
            giveUp(source, packageName, bcdb);
        }
    }
}
