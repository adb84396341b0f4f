package org.carrack.runtime.settings.internal;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.carrack.auth.AuditLog;
import org.carrack.auth.Caller;
import org.carrack.config.Masked;
import org.carrack.config.SourceLocation;
import org.carrack.lifecycle.PackageContext;
import org.carrack.runtime.settings.internal.Declared.WrongValueException;
import org.carrack.runtime.settings.internal.SettingPrecedence.Resolved;
import org.carrack.runtime.settings.internal.SettingsFiles.Content;
import org.carrack.settings.Setting;
import org.carrack.settings.SettingException;
import org.carrack.settings.SettingListener;
import org.carrack.settings.Settings;
import org.carrack.spi.config.ConfigDocument;
import org.carrack.spi.config.ServerConfig;
import org.carrack.spi.http.RequestScope;
import org.carrack.spi.manage.PackageStorage;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What live packages declare, what the installation's files say, and what follows from both. */
@Component(service = {Settings.class, SettingsRegistry.class, PackageStorage.class})
public final class SettingsRegistry implements Settings, PackageStorage {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsRegistry.class);

    private final BundleContext context;
    private final SettingsFiles files;
    private final ServerConfig config;
    private final List<SettingListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Declaring> packages = new TreeMap<>();
    private final @Nullable WatchService watch;
    private final Set<String> told = new HashSet<>();
    private Content content = Content.NOTHING;

    /** What counts now, by name. Replaced whole, so that it is read without a lock. */
    private volatile Map<String, Resolved> values = Map.of();

    /** A live package and what it declares. */
    private record Declaring(PackageContext live, Map<String, Declared> settings) {}

    @Activate
    public SettingsRegistry(BundleContext context, @Reference ServerConfig config) {
        this.config = config;
        this.context = context;
        String home = context.getProperty("carrack.home");
        files = new SettingsFiles(Path.of(home == null ? "." : home).toAbsolutePath());
        watch = watch();
        content = files.read(content);
    }

    private @Nullable WatchService watch() {
        try {
            WatchService service = null;
            for (Path folder : files.folders()) {
                service = service == null ? folder.getFileSystem().newWatchService() : service;
                folder.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }
            WatchService made = service;
            Thread thread = new Thread(() -> follow(made), "carrack-settings");
            thread.setDaemon(true);
            thread.start();
            return made;
        } catch (IOException e) {
            LOG.warn("changes of the files of settings are not seen before the next start: {}", e.toString());
            return null;
        }
    }

    private void follow(@Nullable WatchService service) {
        try {
            while (service != null) {
                WatchKey key = service.take();
                key.pollEvents();
                key.reset();
                try {
                    readAgain();
                    // A mistake in the file beside them is reported at once, and not with the next call.
                    config.root();
                } catch (RuntimeException | Error e) { // of one reading; the next may be better
                    LOG.error("the files of settings could not be read again", e);
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("the files of settings are watched no more");
        }
    }

    private synchronized void readAgain() {
        Content before = content;
        content = files.read(content);
        if (!before.equals(content)) {
            told.clear();
        }
        resolve();
    }

    /** Files are read whenever a package comes or goes; their problems are reported once. */
    private void tellOnce(SourceLocation at, String problem) {
        if (told.add(at + problem)) {
            LOG.error("{}: {}", at, problem);
        }
    }

    @Deactivate
    void deactivate() throws IOException {
        if (watch != null) {
            watch.close();
        }
    }

    /** Does something while nothing changes. */
    synchronized void locked(Runnable work) {
        work.run();
    }

    /** Notifies a listener that depends on this component, and can therefore be no service. */
    void follow(SettingListener listener) {
        listeners.add(listener);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(SettingListener listener) {
        listeners.add(listener);
    }

    void removeListener(SettingListener listener) {
        listeners.remove(listener);
    }

    /** A live package declares settings, besides those it has declared. */
    synchronized void declare(PackageContext live, List<Declared> declared) {
        Declaring before = packages.get(live.name());
        Map<String, Declared> all =
                new LinkedHashMap<>(before != null && before.live() == live ? before.settings() : Map.of());
        declared.forEach(setting -> all.put(setting.name(), setting));
        packages.put(live.name(), new Declaring(live, all));
        resolve();
    }

    /** It has gone, with all it declared. */
    synchronized void forget(PackageContext live) {
        Declaring there = packages.get(live.name());
        if (there != null && there.live() == live) {
            packages.remove(live.name());
            resolve();
        }
    }

    /** The live packages that declare settings. */
    synchronized Set<String> packageNames() {
        return Set.copyOf(packages.keySet());
    }

    @Override
    public synchronized void purge(String packageName) throws IOException {
        files.delete(packageName);
        readAgain();
    }

    /** Resolves all values, and notifies listeners of those that have changed. */
    private void resolve() {
        Map<String, Resolved> before = values;
        Map<String, List<Declaring>> byName = new TreeMap<>();
        packages.values()
                .forEach(p -> p.settings()
                        .keySet()
                        .forEach(name -> byName.computeIfAbsent(name, n -> new ArrayList<>())
                                .add(p)));
        Map<Declaring, Set<Bundle>> needs = new HashMap<>();
        Map<String, Resolved> now = new HashMap<>();
        byName.forEach((name, declaring) -> {
            if (declaring.size() > 1) {
                declaring.forEach(p -> needs.computeIfAbsent(p, SettingsRegistry::needs));
                sort(declaring, needs);
            }
            now.put(name, resolve(name, declaring));
        });
        warnOfUnknown(byName.keySet());
        values = Map.copyOf(now);
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            Optional<Object> old = Optional.ofNullable(before.get(name)).flatMap(Resolved::value);
            Optional<Object> fresh = Optional.ofNullable(now.get(name)).flatMap(Resolved::value);
            if (!old.equals(fresh)) {
                tell(name, old, fresh);
            }
        }
    }

    /** A package comes before its dependencies, applications first; then by name. */
    private static void sort(List<Declaring> declaring, Map<Declaring, Set<Bundle>> needs) {
        declaring.sort(Comparator.<Declaring>comparingLong(p -> -declaring.stream()
                        .filter(other -> needs.getOrDefault(p, Set.of())
                                .contains(other.live().bundle()))
                        .count())
                .thenComparing(p -> p.live().name()));
    }

    private static Set<Bundle> needs(Declaring declaring) {
        Set<Bundle> found = new HashSet<>();
        collect(declaring.live().bundle(), found);
        return found;
    }

    private static void collect(Bundle bundle, Set<Bundle> found) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring != null) {
            for (BundleWire wire : wiring.getRequiredWires(null)) {
                Bundle provider = wire.getProvider().getBundle();
                if (found.add(provider)) {
                    collect(provider, found);
                }
            }
        }
    }

    private Resolved resolve(String name, List<Declaring> declaring) {
        return new SettingPrecedence(content, this::tellOnce)
                .resolve(declaring.stream()
                        .map(one -> new SettingPrecedence.Declaration(
                                one.live().name(),
                                Objects.requireNonNull(one.settings().get(name))))
                        .toList());
    }

    private void warnOfUnknown(Set<String> known) {
        content.own()
                .forEach((packageName, said) -> said.forEach((name, one) -> {
                    Declaring declaring = packages.get(packageName);
                    if (declaring != null && !declaring.settings().containsKey(name) && !known.contains(name)) {
                        tellOnce(
                                one.location(),
                                "package %s has no setting %s; these are: %s"
                                        .formatted(packageName, name, names(declaring)));
                    }
                }));
    }

    private static String names(Declaring declaring) {
        return declaring.settings().isEmpty()
                ? "none"
                : String.join(", ", declaring.settings().keySet());
    }

    private void tell(String name, Optional<Object> before, Optional<Object> now) {
        for (SettingListener listener : listeners) {
            try {
                listener.changed(name, before, now);
            } catch (RuntimeException | LinkageError e) { // the others want to hear of it too
                LOG.error(
                        "{} failed on the change of the setting {}",
                        listener.getClass().getName(),
                        name,
                        e);
            }
        }
    }

    @Override
    public Optional<Object> value(String name) {
        Optional<Object> ofRequest = RequestScope.current().flatMap(scope -> scope.setting(name));
        if (ofRequest.isPresent()) {
            return ofRequest;
        }
        Resolved resolved = values.get(name);
        return resolved == null ? Optional.empty() : resolved.value();
    }

    @Override
    public <T> T as(Class<T> type) {
        return new TypedSettings(values.keySet(), this::value).as(type);
    }

    @Override
    public synchronized List<Setting> list() {
        return packages.keySet().stream().flatMap(name -> list(name).stream()).toList();
    }

    @Override
    public synchronized List<Setting> list(String packageName) {
        Declaring declaring = packages.get(packageName);
        return declaring == null
                ? List.of()
                : declaring.settings().values().stream()
                        .map(declared -> setting(packageName, declared))
                        .toList();
    }

    private Setting setting(String packageName, Declared declared) {
        Resolved resolved = values.get(declared.name());
        return new Setting(
                packageName,
                declared.category(),
                declared.name(),
                declared.label(),
                declared.type(),
                declared.standard(),
                declared.allowed(),
                resolved == null ? Optional.empty() : resolved.value(),
                resolved == null ? "default" : resolved.source());
    }

    /** The documents of all live packages with settings. */
    synchronized List<ConfigDocument> documents() {
        List<ConfigDocument> all = new ArrayList<>();
        packages.forEach((name, declaring) -> all.add(new SettingsDocument(
                name,
                declaring.live().version().toString(),
                files.path(name),
                List.copyOf(declaring.settings().values()),
                list(name),
                this::readAgain)));
        return all;
    }

    private Declared known(String packageName, String name) throws SettingException {
        Declaring declaring = packages.get(packageName);
        if (declaring == null) {
            throw new SettingException(
                    SettingException.Kind.NOT_FOUND, "no package %s with settings is live".formatted(packageName));
        }
        Declared declared = declaring.settings().get(name);
        if (declared == null) {
            throw new SettingException(
                    SettingException.Kind.NOT_FOUND,
                    "package %s has no setting %s; these are: %s".formatted(packageName, name, names(declaring)));
        }
        return declared;
    }

    @Override
    public Setting set(String packageName, String name, List<String> texts, Caller by) throws SettingException {
        return write(packageName, name, texts, by, "setting.set");
    }

    @Override
    public Setting reset(String packageName, String name, Caller by) throws SettingException {
        return write(packageName, name, null, by, "setting.reset");
    }

    private synchronized Setting write(
            String packageName, String name, @Nullable List<String> texts, Caller by, String action)
            throws SettingException {
        String subject = packageName + " " + name;
        String detail = texts == null ? "" : Masked.isSecret(name) ? Masked.MASK : String.join(", ", texts);
        try {
            Declared declared = known(packageName, name);
            Object value = texts == null ? null : declared.value(texts);
            files.write(packageName, name, value);
            readAgain();
            record(by, action, subject, AuditLog.Outcome.DONE, detail);
            return setting(packageName, declared);
        } catch (WrongValueException e) {
            record(by, action, subject, AuditLog.Outcome.REFUSED, detail);
            throw new SettingException(
                    SettingException.Kind.REFUSED,
                    "the setting %s of package %s %s".formatted(name, packageName, SettingPrecedence.shown(name, e)));
        } catch (IOException e) {
            record(by, action, subject, AuditLog.Outcome.REFUSED, detail);
            throw new SettingException(
                    SettingException.Kind.FAILED,
                    "the setting %s of package %s could not be written: %s"
                            .formatted(name, packageName, e.getMessage()),
                    e);
        } catch (SettingException e) {
            record(by, action, subject, AuditLog.Outcome.REFUSED, detail);
            throw e;
        }
    }

    /** Asked for when it is needed: the audit log comes after settings. */
    private void record(Caller by, String action, String subject, AuditLog.Outcome outcome, String detail) {
        ServiceReference<AuditLog> reference = context.getServiceReference(AuditLog.class);
        AuditLog log = reference == null ? null : context.getService(reference);
        if (log != null) {
            log.record(by.name(), action, subject, outcome, detail, by.from());
        }
    }

    @Override
    public void setForRequest(String name, Object value) throws SettingException {
        RequestScope scope =
                RequestScope.current().orElseThrow(() -> new IllegalStateException("this thread answers no request"));
        Resolved resolved = values.get(name);
        if (resolved == null) {
            throw new SettingException(SettingException.Kind.NOT_FOUND, "no live package has a setting " + name);
        }
        try {
            scope.setting(name, resolved.declared().value(Declared.texts(value)));
        } catch (WrongValueException e) {
            throw new SettingException(
                    SettingException.Kind.REFUSED,
                    "the setting %s %s".formatted(name, SettingPrecedence.shown(name, e)));
        }
    }
}
